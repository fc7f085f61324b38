import numpy as np

rng = np.random.default_rng(14)

good = "good great lovely superb fine happy brilliant warm".split()
bad = "bad awful boring poor weak sad terrible cold".split()
other = "the film was a story with actor scene plot and very it music end we saw".split()

sentences, labels = [], []
for _ in range(600):
    label = int(rng.integers(2))
    own, grim = (good, bad) if label else (bad, good)
    words = list(rng.choice(own, 2)) + list(rng.choice(other, 6))
    if rng.random() < 0.5:
        words += [str(rng.choice(grim))]
    rng.shuffle(words)
    sentences.append(words)
    labels.append(label)

vocab = {w: i for i, w in enumerate(sorted(set(good + bad + other)))}
ids = [np.array([vocab[w] for w in s]) for s in sentences]
labels = np.array(labels)

DIM = 3
E = rng.normal(0, 0.3, (len(vocab), DIM))
w = rng.normal(0, 0.3, DIM)
b = 0.0
lr = 0.3


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def probability(words):
    return sigmoid(E[words].mean(axis=0) @ w + b)


n_train = 450
for epoch in range(20):
    loss, correct = 0.0, 0
    for i in rng.permutation(n_train):
        words, t = ids[i], labels[i]
        bag = E[words].mean(axis=0)
        p = sigmoid(bag @ w + b)
        loss -= t * np.log(p) + (1 - t) * np.log(1 - p)
        correct += int((p > 0.5) == t)

        d = p - t
        d_w = d * bag
        d_bag = d * w / len(words)
        w -= lr * d_w
        b -= lr * d
        vectors = E[words]
        vectors -= lr * d_bag
    print("epoch %2d  loss %.4f  accuracy %.3f" % (epoch, loss / n_train, correct / n_train))

test = np.mean([probability(ids[i]) > 0.5 == labels[i] for i in range(n_train, len(ids))])
print("unseen sentences: %.3f" % test)
