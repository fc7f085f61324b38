import numpy as np
from sklearn.datasets import load_wine

rng = np.random.default_rng(1)

wine = load_wine()
X = (wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)
T = np.eye(3)[wine.target]
perm = rng.permutation(len(X))
X_train, T_train, X_test, T_test = X[perm[:130]], T[perm[:130]], X[perm[130:]], T[perm[130:]]

weights = [rng.normal(0, 0.4, (13, 10)), rng.normal(0, 0.4, (10, 3))]
biases = [np.zeros(10), np.zeros(3)]


def net(x):
    """returns hidden activations and class probabilities"""
    h = np.tanh(x @ weights[0] + biases[0])
    o = np.exp(h @ weights[1] + biases[1])
    return h, o / o.sum(axis=1, keepdims=True)


def gradients(x, t):
    h, p = net(x)
    e = (p - t) / len(x)
    back = (e @ weights[1].T) * (1 - h * h)
    return [x.T @ back, h.T @ e], [back.sum(0), e.sum(0)]


def cross_entropy(x, t):
    return -np.mean(np.sum(t * np.log(net(x)[1]), axis=1))


learning_rate = 0.3
for epoch in range(200):
    dw, db = gradients(X_train, T_train)
    for w, b, gw, gb in zip(weights, biases, dw, db):
        w = w - learning_rate * gw
        b = b - learning_rate * gb
    if epoch % 20 == 0:
        acc = np.mean(net(X_test)[1].argmax(1) == T_test.argmax(1))
        print(epoch, "loss:", cross_entropy(X_train, T_train), "test acc:", acc)
