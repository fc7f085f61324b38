# 3層ニューラルネットワーク 手書き数字 (sklearn)
import numpy as np
from sklearn.datasets import load_digits

rng = np.random.RandomState(3)
digits = load_digits()
x = digits.data / 16.0
t = np.eye(10)[digits.target]
idx = rng.permutation(len(x))
x, t = x[idx], t[idx]
x_train, t_train, x_test, t_test = x[:1400], t[:1400], x[1400:], t[1400:]

params = [
    rng.randn(64, 40) / 8.0, np.zeros(40),
    rng.randn(40, 10) / np.sqrt(40), np.zeros(10),
]


def predict(x):
    W1, b1, W2, b2 = params
    z = np.maximum(0, x.dot(W1) + b1)
    a = z.dot(W2) + b2
    a = a - a.max(axis=1, keepdims=True)
    y = np.exp(a)
    return z, y / y.sum(axis=1, keepdims=True)


def gradient(x, t):
    W1, b1, W2, b2 = params
    z, y = predict(x)
    dy = (y - t) / len(x)
    dz = dy.dot(W2.T) * (z > 0)
    return [x.T.dot(dz), dz.sum(axis=0), z.T.dot(dy), dy.sum(axis=0)]


def accuracy(x, t):
    y = predict(x)[1]
    y = np.argmax(y, axis=1)
    t = np.argmax(t, axis=1)
    return np.sum(y == t) / float(x.shape[0])


lr = 0.1
for i in range(1500):
    mask = rng.choice(len(x_train), 50)
    grads = gradient(x_train[mask], t_train[mask])
    for p, g in zip(params, grads):
        p -= lr * g
    if i % 150 == 0:
        print(i, accuracy(x_train, t_train), accuracy(x_test, t_test))

probs = predict(x_test)[1]
