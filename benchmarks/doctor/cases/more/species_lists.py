import random
from math import exp, log

from sklearn.datasets import load_iris

random.seed(9)

iris = load_iris()
rows = [list(map(float, r)) for r in iris.data]
labels = [int(t) for t in iris.target]

# z-scores, column by column
for c in range(4):
    column = [r[c] for r in rows]
    mean = sum(column) / len(column)
    sd = (sum((v - mean) ** 2 for v in column) / len(column)) ** 0.5
    for r in rows:
        r[c] = (r[c] - mean) / sd

random.shuffle(rows)
random.shuffle(labels)
train_x, train_y = rows[:120], labels[:120]
test_x, test_y = rows[120:], labels[120:]

weights = [[0.0] * 4 for _ in range(3)]
biases = [0.0] * 3


def softmax(scores):
    top = max(scores)
    exps = [exp(s - top) for s in scores]
    total = sum(exps)
    return [e / total for e in exps]


def probabilities(x):
    return softmax([sum(w * v for w, v in zip(weights[k], x)) + biases[k] for k in range(3)])


def accuracy(xs, ts):
    good = 0
    for x, t in zip(xs, ts):
        p = probabilities(x)
        if p.index(max(p)) == t:
            good += 1
    return 100.0 * good / len(ts)


for epoch in range(1, 101):
    loss = 0.0
    for x, t in zip(train_x, train_y):
        p = probabilities(x)
        loss -= log(p[t])
        for k in range(3):
            d = p[k] - (1.0 if k == t else 0.0)
            for i in range(4):
                weights[k][i] -= 0.05 * d * x[i]
            biases[k] -= 0.05 * d
    if epoch % 10 == 0:
        print('epoch %d loss %.4f train %.1f%% test %.1f%%' % (
            epoch, loss / len(train_x), accuracy(train_x, train_y), accuracy(test_x, test_y)))
