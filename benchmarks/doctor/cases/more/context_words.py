import re

import numpy as np

text = """the king rules the land and the queen rules the land with the king . the man walks the dog and the woman
walks the dog with the man . the king is a man and the queen is a woman . the dog runs over the land and the cat
runs after the dog . a cat is a pet and a dog is a pet . the woman feeds the cat and the man feeds the dog ."""
tokens = re.findall(r"[a-z.]+", text)
vocab = sorted(set(tokens))
word2id = {w: i for i, w in enumerate(vocab)}
ids = np.array([word2id[w] for w in tokens])
V, D, window = len(vocab), 10, 2

centers, contexts = [], []
for pos in range(len(ids)):
    for off in range(-window, window + 1):
        if off != 0 and 0 <= pos + off < len(ids):
            centers.append(ids[pos])
            contexts.append(ids[pos + off])
centers, contexts = np.array(centers), np.array(contexts)

np.random.seed(123)
W_in = np.random.randn(V, D) * 0.1
W_out = np.random.randn(D, V) * 0.1
lr = 2.0

for epoch in range(600):
    emb = W_in[centers]
    scores = emb @ W_out
    scores -= scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(probs[np.arange(len(centers)), contexts]).mean()

    d = probs
    d[np.arange(len(centers)), contexts] -= 1
    d /= len(centers)
    d_emb = d @ W_out.T
    W_out -= lr * emb.T @ d
    np.add.at(W_in, centers, -lr * d_emb)
    if epoch % 60 == 0:
        print("epoch", epoch, "loss", round(loss, 4))

norm = W_in / np.linalg.norm(W_in, axis=1, keepdims=True)
for w in ("king", "dog", "cat"):
    near = np.argsort(-(norm @ norm[word2id[w]]))[1:4]
    print(w, "->", [vocab[i] for i in near])
