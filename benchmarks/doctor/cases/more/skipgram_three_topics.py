"""word2vec (skip-gram, negative sampling) with nothing but numpy"""
import numpy as np
from collections import Counter

np.random.seed(11)

# toy corpus: sentences about the kitchen, about the sea, or about money
topics = [
    "pan oven salt soup knife bread onion butter".split(),
    "boat sail wave harbour anchor rope tide gull".split(),
    "bank loan rent coin price tax wage debt".split(),
]
fillers = "the a is of and".split()
corpus = []
for _ in range(500):
    words = topics[np.random.randint(3)]
    sent = list(np.random.choice(words, 6))
    sent.insert(np.random.randint(6), fillers[np.random.randint(len(fillers))])
    corpus.append(sent)

freq = Counter(w for s in corpus for w in s)
vocab = sorted(freq)
w2i = {w: i for i, w in enumerate(vocab)}
V, D, K, window = len(vocab), 12, 4, 3

p_noise = np.array([freq[w] for w in vocab], float) ** 0.75
p_noise /= p_noise.sum()

pairs = []
for s in corpus:
    ids = [w2i[w] for w in s]
    for pos, c in enumerate(ids):
        for j in range(max(0, pos - window), min(len(ids), pos + window + 1)):
            if j != pos:
                pairs.append((c, ids[j]))
pairs = np.array(pairs)
print(V, "words,", len(pairs), "pairs")

# centre vectors small and random, context vectors zero as in the original C code
W_in = (np.random.rand(V, D) - 0.5) / D
W_out = np.zeros((V, D))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sgd(batch, lr):
    """one step on a batch of (centre, context) pairs; gradients are summed"""
    c, o = batch[:, 0], batch[:, 1]
    B = len(c)
    neg = np.random.choice(V, size=(B, K), p=p_noise)
    targets = np.concatenate([o[:, None], neg], axis=1)       # B x (1+K)
    labels = np.zeros((B, K + 1))
    labels[:, 0] = 1

    h = W_in[c]                                               # B x D
    u = W_out[targets]                                        # B x (1+K) x D
    s = sigmoid(np.einsum('bd,bkd->bk', h, u))
    loss = -np.log(s[:, 0] + 1e-10).sum() - np.log(1 - s[:, 1:] + 1e-10).sum()

    g = s - labels
    g_h = np.einsum('bk,bkd->bd', g, u)
    g_u = g[:, :, None] * h[:, None, :]
    np.add.at(W_out, targets, -lr * g_u)
    np.add.at(W_in, c, -lr * g_h)
    return loss


lr0, epochs, B = 0.05, 8, 50
steps = 0
total_steps = epochs * (len(pairs) // B)
for epoch in range(epochs):
    np.random.shuffle(pairs)
    total = 0
    for k in range(len(pairs) // B):
        lr = max(lr0 * (1 - steps / total_steps), lr0 * 0.01)
        total += sgd(pairs[k * B:(k + 1) * B], lr)
        steps += 1
    print(f"epoch {epoch + 1}  loss per pair {total / (k + 1) / B:.4f}  lr {lr:.4f}")


def nearest(word, n=5):
    E = W_in / np.linalg.norm(W_in, axis=1, keepdims=True)
    sim = E @ E[w2i[word]]
    return [vocab[i] for i in np.argsort(-sim) if vocab[i] != word][:n]


for w in ("soup", "anchor", "loan"):
    print(w, "->", ", ".join(nearest(w)))
