# gradient by finite differences, for the lazy
import numpy as np

X = np.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
T = np.array([0., 1., 1., 0.])


def net(w, x):
    h = np.tanh(x @ w[:6].reshape(2, 3) + w[6:9])
    return 1 / (1 + np.exp(-(h @ w[9:12] + w[12])))


def loss(w):
    return np.mean((net(w, X) - T) ** 2)


np.random.seed(5)
w = np.random.randn(13)
h = 1e-5
for k in range(1500):
    g = np.zeros(13)
    for i in range(13):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        g[i] = (loss(up) - loss(down)) / (2 * h)
    w -= 1.0 * g
    if k % 250 == 0:
        print(k, loss(w))
print(np.round(net(w, X), 2))
