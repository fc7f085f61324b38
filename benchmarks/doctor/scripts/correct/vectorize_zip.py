"""Iris with three sigmoid outputs and half squared error; a row at a time; comprehensions instead of index loops."""
import math

import numpy as np
from sklearn.datasets import load_iris

squash = np.vectorize(lambda v: 1 / (1 + math.exp(-v)))
slope = np.vectorize(lambda a: a * (1 - a))


def create(widths):
    return [(np.random.normal(0, 0.7, (n, m)), np.random.normal(0, 0.7, m)) for n, m in zip(widths, widths[1:])]


def feed(net, row):
    outputs = [row]
    for w, b in net:
        outputs.append(squash(outputs[-1] @ w + b))
    return outputs


def deltas(net, outputs, target):
    found = [(outputs[-1] - target) * slope(outputs[-1])]
    for (w, _), a in zip(reversed(net), reversed(outputs[1:-1])):
        found.insert(0, (w @ found[0]) * slope(a))
    return found


def learn(net, row, target, rate):
    outputs = feed(net, row)
    d = deltas(net, outputs, target)
    new = [(w - rate * np.outer(a, dk), b - rate * dk) for (w, b), a, dk in zip(net, outputs, d)]
    return new, 0.5 * np.sum((target - outputs[-1]) ** 2)


np.random.seed(9)
iris = load_iris()
rows = (iris.data - iris.data.min(axis=0)) / (iris.data.max(axis=0) - iris.data.min(axis=0))
targets = [[1.0 if k == c else 0.0 for k in range(3)] for c in iris.target]

net = create([4, 8, 3])
for epoch in range(30):
    total = 0
    for i in np.random.permutation(150):
        net, err = learn(net, rows[i], np.array(targets[i]), 0.5)
        total += err
    if epoch % 5 == 0:
        print(epoch, total)

hits = [int(feed(net, r)[-1].argmax() == c) for r, c in zip(rows, iris.target)]
print("hits", sum(hits), "of", len(hits))
