import itertools
import numpy as np
from sklearn.datasets import load_iris

np.random.seed(8)


def batches(x, t, size):
    """endless stream of random mini batches, every epoch in a new order"""
    while True:
        order = np.random.permutation(len(x))
        for start in range(0, len(x) - size + 1, size):
            yield x[order[start:start + size]], t[order[start:start + size]]


def one_hot(labels, k):
    out = np.zeros((len(labels), k))
    out[np.arange(len(labels)), labels] = 1
    return out


def make_layer(n_in, n_out):
    return {'w': np.random.randn(n_in, n_out) * np.sqrt(1 / n_in), 'b': np.zeros((1, n_out))}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def predict(net, x):
    h = sigmoid(x @ net[0]['w'] + net[0]['b'])
    return h, softmax(h @ net[1]['w'] + net[1]['b'])


def train_step(net, x, t, lr):
    h, p = predict(net, x)
    loss = -np.mean(np.sum(t * np.log(p + 1e-9), axis=1))
    d2 = (p - t) / len(x)
    d1 = (d2 @ net[1]['w'].T) * h * (1 - h)
    net[1]['w'] -= lr * h.T @ d2
    net[1]['b'] -= lr * d2.sum(axis=0, keepdims=True)
    net[0]['w'] -= lr * x.T @ d1
    net[0]['b'] -= lr * d1.sum(axis=0, keepdims=True)
    return loss


iris = load_iris()
features = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
targets = one_hot(iris.target, 3)

mix = np.random.permutation(150)
train_x, train_t = features[mix[:110]], targets[mix[:110]]
test_x, test_t = features[mix[110:]], targets[mix[110:]]

net = [make_layer(4, 12), make_layer(12, 3)]
stream = batches(train_x, train_t, 10)

window = []
for step, (bx, bt) in enumerate(itertools.islice(stream, 3000), start=1):
    window.append(train_step(net, bx, bt, lr=0.3))
    if step % 500 == 0:
        acc = np.mean(predict(net, test_x)[1].argmax(axis=1) == test_t.argmax(axis=1))
        print('step', step, 'loss', round(float(np.mean(window)), 4), 'test accuracy', round(float(acc), 3))
        window = []
