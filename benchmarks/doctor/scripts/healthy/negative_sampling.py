"""Skip-gram with negative sampling: rows of two matrices, moved one pair at a time."""
import math
import random

import numpy as np

text = ("cats chase mice and dogs chase cats while birds watch the mice and the dogs watch the birds "
        "bread and cheese are food and mice like cheese while dogs like bread birds like bread ") * 3
tokens = text.split()
vocab = {w: i for i, w in enumerate(dict.fromkeys(tokens))}
ids = [vocab[w] for w in tokens]
V, D, K, alpha = len(vocab), 12, 4, 0.05
counts = np.bincount(ids, minlength=V) ** 0.75
table = counts / counts.sum()
random.seed(2)
rng = np.random.default_rng(2)
syn0 = (rng.random((V, D)) - 0.5) / D
syn1 = np.zeros((V, D))

for epoch in range(15):
    loss, n = 0.0, 0
    for pos, word in enumerate(ids):
        for ctx in ids[max(0, pos - 2):pos] + ids[pos + 1:pos + 3]:
            neu1e = np.zeros(D)
            samples = [(ctx, 1)] + [(int(t), 0) for t in rng.choice(V, K, p=table)]
            for target, label in samples:
                z = np.dot(syn0[word], syn1[target])
                p = 1 / (1 + math.exp(-z))
                g = alpha * (label - p)
                neu1e += g * syn1[target]
                syn1[target] += g * syn0[word]
                loss -= math.log(p if label else 1 - p)
            syn0[word] += neu1e
            n += 1
    print(epoch, loss / n)
