# four weight layers in four tuples, built with map/zip/reduce; relu, relu, tanh, softmax. mini-batches with momentum.
from functools import reduce
import numpy as np
from sklearn.datasets import load_wine

gen = np.random.RandomState(77)
wine = load_wine()
data = wine.data - wine.data.mean(axis=0)
data = data / data.std(axis=0)
order = gen.permutation(len(data))
data, kinds = data[order], wine.target[order]
train_n = 130

relu = lambda z: np.where(z > 0, z, 0.0)
relu_d = lambda a: np.where(a > 0, 1.0, 0.0)
tanh_d = lambda a: 1.0 - a * a
acts = (relu, relu, np.tanh)
derivs = (relu_d, relu_d, tanh_d)

dims = (13, 16, 16, 16, 3)
ws = list(map(lambda d: gen.randn(*d) * (2.0 / d[0]) ** 0.5, zip(dims, dims[1:])))
bs = list(map(lambda n: np.full(n, 0.01), dims[1:]))
dws_before = [0.0 * w for w in ws]
dbs_before = [0.0 * b for b in bs]


def layer(states, params):
    w, b, f = params
    return states + [f(states[-1] @ w + b)]


def softmax(z):
    z = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return z / np.sum(z, axis=-1, keepdims=True)


def predict(x):
    return reduce(layer, zip(ws, bs, acts + (softmax,)), [x])


def backward(states, y):
    p = states.pop()
    p[np.arange(len(y)), y] -= 1.0
    delta = p / len(y)
    pairs = []
    for k in (3, 2, 1, 0):
        pairs.append((states[k].T @ delta, np.sum(delta, 0)))
        if k > 0:
            delta = delta @ ws[k].T * derivs[k - 1](states[k])
    return pairs[::-1]


lr, beta = 0.03, 0.8
for epoch in range(25):
    mixed = gen.permutation(train_n)
    cost = 0.0
    for part in np.array_split(mixed, 10):
        states = predict(data[part])
        cost -= np.sum(np.log(states[-1][np.arange(len(part)), kinds[part]]))
        pairs = backward(states, kinds[part])
        for k, (dw, db) in enumerate(pairs):
            dws_before[k] = beta * dws_before[k] + lr * dw
            dbs_before[k] = beta * dbs_before[k] + lr * db
            ws[k] = ws[k] - dws_before[k]
            bs[k] = bs[k] - dbs_before[k]
    if epoch % 5 == 4:
        print("epoch %2d  cost %.4f" % (epoch + 1, cost / train_n))

score = np.mean(predict(data[train_n:])[-1].argmax(axis=1) == kinds[train_n:])
print("unseen wines: %.3f" % score)
