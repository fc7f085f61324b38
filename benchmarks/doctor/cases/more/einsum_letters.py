import numpy as np
from sklearn.datasets import load_digits

rows, digit = load_digits(return_X_y=True)
rows = rows / 8 - 1
mix = np.random.permutation(len(rows))
rows, digit = rows[mix], digit[mix]
goal = np.eye(10)[digit]

width = 20
W = [
    np.random.randn(64, width) / 8,
    np.random.randn(width, width) / np.sqrt(width),
    np.random.randn(width, width) / np.sqrt(width),
    np.random.randn(width, 10) / np.sqrt(width),
]
b = [np.zeros(width), np.zeros(width), np.zeros(width), np.zeros(10)]


def run(x):
    acts = [x]
    for k in range(3):
        acts.append(np.tanh(np.einsum('ni,ij->nj', acts[-1], W[k]) + b[k]))
    s = np.einsum('ni,ij->nj', acts[-1], W[3]) + b[3]
    s = np.exp(s - s.max(axis=1, keepdims=True))
    return acts, s / s.sum(axis=1, keepdims=True)


lr = 0.3
for epoch in range(16):
    for k in range(0, 1500, 25):
        x, t = rows[k:k + 25], goal[k:k + 25]
        acts, p = run(x)
        delta = (p - t) / len(x)
        gW, gb = [None] * 4, [None] * 4
        for layer in (3, 2, 1, 0):
            gW[layer] = np.einsum('ni,nj->ij', acts[layer], delta)
            gb[layer] = np.einsum('nj->j', delta)
            if layer == 3:
                delta = np.einsum('nj,ij->ni', delta, W[3])
            elif layer > 0:
                delta = np.einsum('ni,ij->nj', delta, W[layer])
            if layer > 0:
                delta = delta * (1 - acts[layer] ** 2)
        for layer in range(4):
            W[layer] -= lr * gW[layer]
            b[layer] -= lr * gb[layer]
    if epoch % 3 == 0:
        print(epoch, 'loss', -np.mean(np.log(p[np.arange(25), t.argmax(1)])), 'held out', np.mean(run(rows[1500:])[1].argmax(1) == digit[1500:]))
