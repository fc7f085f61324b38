# 3 or 8?  gradients are added up picture by picture, one step per batch of 24
import numpy as np
from sklearn import datasets

np.random.seed(20)
digits = datasets.load_digits()
chosen = (digits.target == 3) | (digits.target == 8)
pixels = digits.images[chosen].astype(int)
is_eight = (digits.target[chosen] == 8)

X = pixels.reshape(len(pixels), 64).T / 16
t = np.where(is_eight, 1, -1).reshape(1, -1)
n_train = 240

V = np.random.randn(12, 64) * 0.1
v0 = np.zeros((12, 1))
U = np.random.randn(1, 12) * 0.3
u0 = np.zeros((1, 1))
eps = 0.3
batch = 24


def output(x):
    hidden = np.tanh(V.dot(x) + v0)
    return hidden, np.tanh(U.dot(hidden) + u0)


best_error = 1e9
for epoch in range(12):
    total = 0
    order = np.random.permutation(n_train)
    for first in range(0, n_train, batch):
        gV = np.zeros_like(V)
        gv0 = np.zeros_like(v0)
        gU = np.zeros_like(U)
        gu0 = np.zeros_like(u0)
        for i in order[first:first + batch]:
            x = X[:, i:i + 1]
            hidden, y = output(x)
            total += 0.5 * np.sum((y - t[0, i]) ** 2)
            s = (y - t[0, i]) * (1 - y ** 2)
            gU += s.dot(hidden.T)
            gu0 += s
            r = U.T.dot(s) * (1 - hidden ** 2)
            gV += r.dot(x.T)
            gv0 += r
        V -= eps * gV / batch
        v0 -= eps * gv0 / batch
        U -= eps * gU / batch
        u0 -= eps * gu0 / batch
    print('epoch', epoch, 'error', total / n_train)
    if total < best_error:
        best_error = total
        keep = V.copy(), v0.copy(), U.copy(), u0.copy()

V, v0, U, u0 = keep
answer = output(X[:, n_train:])[1]
print('right on the rest:', np.mean(np.sign(answer) == t[:, n_train:]))
