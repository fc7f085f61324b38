import numpy as np
from sklearn.datasets import load_iris

# Assignment 2: train a 4-8-3 network on Iris. Softmax output, cross entropy loss.

iris = load_iris()
X = iris.data
y = iris.target

X = (X - X.mean(axis=0)) / X.std(axis=0)
Y = np.eye(3)[y]
N = X.shape[0]

np.random.seed(42)


def init(n_in, n_hid, n_out):
    p = {}
    p['W1'] = np.random.randn(n_in, n_hid) * np.sqrt(1.0 / n_in)
    p['b1'] = np.zeros((1, n_hid))
    p['W2'] = np.random.randn(n_hid, n_out) * np.sqrt(1.0 / n_hid)
    p['b2'] = np.zeros((1, n_out))
    return p


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def forward(X, p):
    z1 = X.dot(p['W1']) + p['b1']
    a1 = np.tanh(z1)
    z2 = a1.dot(p['W2']) + p['b2']
    a2 = softmax(z2)
    return z1, a1, z2, a2


def cross_entropy(a2, Y):
    return -np.sum(Y * np.log(a2 + 1e-12)) / Y.shape[0]


def backward(X, Y, p, cache):
    z1, a1, z2, a2 = cache
    g = {}
    # derivative of the loss times derivative of softmax
    dz2 = (a2 - Y) * a2 * (1 - a2) / N
    g['W2'] = a1.T.dot(dz2)
    g['b2'] = np.sum(dz2, axis=0, keepdims=True)
    dz1 = dz2.dot(p['W2'].T) * (1 - a1 ** 2)
    g['W1'] = X.T.dot(dz1)
    g['b1'] = np.sum(dz1, axis=0, keepdims=True)
    return g


def accuracy(a2, y):
    pred = np.argmax(a2, axis=0)
    hits = 0
    for i in range(len(pred)):
        if pred[i] == y[i]:
            hits += 1
    return hits / len(pred)


params = init(4, 8, 3)
lr = 0.5
losses = []

for epoch in range(1, 1001):
    cache = forward(X, params)
    loss = cross_entropy(cache[3], Y)
    losses.append(loss)
    grads = backward(X, Y, params, cache)
    for k in params:
        params[k] = params[k] - lr * grads[k]
    if epoch % 100 == 0:
        acc = accuracy(cache[3], y)
        print('epoch %4d  loss %.4f  accuracy %.3f' % (epoch, loss, acc))

print('final loss', losses[-1])
