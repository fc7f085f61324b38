import numpy as np

np.random.seed(1)

good = "great wonderful superb loved moving brilliant funny charming".split()
bad = "boring awful terrible dull hated poor silly weak".split()
filler = "the a film plot actor scene music it was and with of story camera end".split()
words = sorted(good + bad + filler)
word2index = {w: i for i, w in enumerate(words)}

input_dataset, target_dataset = [], []
for n in range(600):
    y = n % 2
    mood = good if y else bad
    other = bad if y else good
    review = list(np.random.choice(filler, 6)) + list(np.random.choice(mood, 3)) + list(np.random.choice(other, 1))
    input_dataset.append(list(set(word2index[w] for w in review)))
    target_dataset.append(y)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoidd(x):
    s = sigmoid(x)
    return s * (1 - s)


alpha, iterations = (0.05, 4)
hidden_size = 20

weights_0_1 = 0.2 * np.random.random((len(words), hidden_size)) - 0.1
weights_1_2 = 0.2 * np.random.random((hidden_size, 1)) - 0.1

correct, total = (0, 0)
for it in range(iterations):
    for i in range(500):
        x, y = (input_dataset[i], target_dataset[i])
        layer_1 = sigmoid(np.sum(weights_0_1[x], axis=0))  # embed + sigmoid
        layer_2 = sigmoid(np.dot(layer_1, weights_1_2))

        layer_2_delta = layer_2 - y
        dw12 = alpha * np.outer(layer_2_delta, sigmoidd(np.dot(layer_1, weights_1_2)))
        weights_1_2 -= dw12
        weights_0_1[x] -= alpha * np.dot(layer_2_delta, weights_1_2.T) * sigmoidd(np.sum(weights_0_1[x], axis=0))

        if np.abs(layer_2_delta[0]) < 0.5:
            correct += 1
        total += 1
    print("Iter:", it, "Training accuracy:", correct / total)

probs = []
for i in range(500, 600):
    layer_1 = sigmoid(np.sum(weights_0_1[input_dataset[i]], axis=0))
    probs.append(sigmoid(np.dot(layer_1, weights_1_2))[0])
probs = np.array(probs)
tests = np.array(target_dataset[500:])
print("Test accuracy:", np.mean((probs > 0.5) == tests))
