#!/usr/bin/env python
# coding: utf-8

# # Lab 3
# two moons, hidden layer with dropout, own Adam

# In[1]:
import numpy as np
from sklearn.datasets import make_moons
np.random.seed(21)

# In[2]:
X, y = make_moons(n_samples=600, noise=0.2)
X[:5], y[:5]

# In[3]:
n = 450
X_test, y_test = X[n:], y[n:].reshape(-1, 1)
X, y = X[:n], y[:n].reshape(-1, 1)

# In[5]:
h = 32
W = [np.random.randn(2, h), np.random.randn(h, 1) / np.sqrt(h)]
b = [np.zeros((1, h)), np.zeros((1, 1))]
mW = [np.zeros_like(w) for w in W]; vW = [np.zeros_like(w) for w in W]
mb = [np.zeros_like(w) for w in b]; vb = [np.zeros_like(w) for w in b]
drop = 0.2
t = 0

# In[6]:
def fwd(X, train=True):
    a = np.maximum(X @ W[0] + b[0], 0)
    mask = np.ones_like(a)
    if train:
        mask = (np.random.rand(*a.shape) > drop) / (1 - drop)
    a = a * mask
    return a, mask, 1 / (1 + np.exp(-(a @ W[1] + b[1])))

def adam(p, g, m, v, lr=0.01):
    m[:] = 0.9 * m + 0.1 * g
    v[:] = 0.999 * v + 0.001 * g ** 2
    p -= lr * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)

# In[8]:
for epoch in range(120):
    p = np.random.permutation(n)
    for k in range(0, n, 64):
        xb, yb = X[p[k:k + 64]], y[p[k:k + 64]]
        a, mask, out = fwd(xb)
        d2 = (out - yb) / len(xb)
        d1 = d2 @ W[1].T * mask * (a > 0)
        t += 1
        for i, (inp, d) in enumerate([(xb, d1), (a, d2)]):
            adam(W[i], inp.T @ d, mW[i], vW[i])
            adam(b[i], d.sum(axis=0, keepdims=True), mb[i], vb[i])
    if epoch % 20 == 0:
        out = fwd(X, train=False)[2]
        print(epoch, 'loss', -np.mean(y * np.log(out + 1e-9) + (1 - y) * np.log(1 - out + 1e-9)))

# In[11]:
out = fwd(X_test, train=False)[2]
print('test accuracy', np.mean((out > 0.5) == y_test))
