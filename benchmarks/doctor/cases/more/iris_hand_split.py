import sys
import numpy as np
from sklearn.datasets import load_iris

np.random.seed(42)

iris = load_iris()
rows, kinds = iris.data, iris.target
rows = (rows - rows.mean(0)) / rows.std(0)
data = np.hstack((rows, np.ones((len(rows), 1))))      # last column feeds the bias weights
goal = np.full((len(rows), 3), 0.1)
for k in range(len(rows)):
    goal[k, kinds[k]] = 0.9

split = 100
train_X, test_X = data[:split], data[split:]
train_T, test_T = goal[:split], goal[split:]

class Layer:
    pass

def new_layer(n_from, n_to):
    l = Layer()
    l.W = np.random.normal(0, n_from ** -0.5, (n_from, n_to))
    l.change = np.zeros_like(l.W)
    return l

hidden = new_layer(5, 7)
output = new_layer(8, 3)        # 7 + bias

def squash(v):
    return 1 / (1 + np.exp(-v))

def run(x):
    hidden.y = np.append(squash(x.dot(hidden.W)), 1.0)
    output.y = squash(hidden.y.dot(output.W))
    return output.y

def learn(x, t, eta, mom):
    run(x)
    output.d = (t - output.y) * output.y * (1 - output.y)
    hidden.d = (output.W.dot(output.d) * hidden.y * (1 - hidden.y))[:-1]
    for layer, inp in ((output, hidden.y), (hidden, x)):
        layer.change = mom * layer.change + eta * np.outer(inp, layer.d)
        layer.W += layer.change
    return np.sum((t - output.y) ** 2)

def hits(X, T):
    ok = 0
    for x, t in zip(X, T):
        ok += np.argmax(run(x)) == np.argmax(t)
    return ok / len(X)

def bar(v, width=20):
    return '#' * int(v * width)

err = 1e9
epoch = 0
while err > 1.0 and epoch < 150:
    err = 0
    for k in np.random.permutation(len(train_X)):
        err += learn(train_X[k], train_T[k], 0.2, 0.5)
    epoch += 1
    if epoch % 10 == 0 or epoch < 4:
        a, b = hits(train_X, train_T), hits(test_X, test_T)
        print("%4d  error %8.4f  train %.3f  test %.3f %s" % (epoch, err, a, b, bar(b)))
        sys.stdout.flush()

print("finished after", epoch, "train", hits(train_X, train_T), "test", hits(test_X, test_T))
