import numpy as np
from sklearn.datasets import load_iris

np.random.seed(0)

iris = load_iris()
X = iris.data
Y = iris.target

# shuffle and split 120 / 30
s = np.random.permutation(150)
X, Y = X[s], Y[s]
mu, sigma = X[:120].mean(axis=0), X[:120].std(axis=0)
X = (X - mu) / sigma
X_train, Y_train = X[:120].T, Y[:120]
X_test, Y_test = X[120:].T, Y[120:]

Y_oh = np.eye(3)[Y_train].T

layer_dims = [4, 10, 8, 3]


def init(dims):
    params = {}
    for l in range(1, len(dims)):
        params["W" + str(l)] = np.random.randn(dims[l], dims[l - 1]) * np.sqrt(1. / dims[l - 1])
        params["b" + str(l)] = np.zeros((dims[l], 1))
    return params


def tanh(Z):
    return np.tanh(Z)


def tanh_prime(A):
    return 1 - A ** 2


def softmax(Z):
    e = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


def forward(X, params):
    L = len(layer_dims) - 1
    cache = {"A0": X}
    for l in range(1, L + 1):
        Z = params["W%d" % l].dot(cache["A%d" % (l - 1)]) + params["b%d" % l]
        cache["Z%d" % l] = Z
        cache["A%d" % l] = softmax(Z) if l == L else tanh(Z)
    return cache["A%d" % L], cache


def compute_cost(AL, Y):
    return -np.sum(Y * np.log(AL + 1e-12)) / Y.shape[1]


def backward(AL, Y, params, cache):
    L = len(layer_dims) - 1
    m = Y.shape[1]
    grads = {}
    dZ = AL - Y
    for l in range(L, 0, -1):
        grads["dW%d" % l] = dZ.dot(cache["A%d" % (l - 1)].T) / m
        grads["db%d" % l] = np.sum(dZ, axis=1, keepdims=True) / m
        if l > 1:
            dA = params["W%d" % l].T.dot(dZ)
            dZ = dA * tanh_prime(cache["A%d" % (l - 1)])
    return grads


def update(params, grads, lr):
    for l in range(1, len(layer_dims)):
        params["W%d" % l] -= lr * grads["dW%d" % l]
        params["b%d" % l] -= lr * grads["db%d" % l]
    return params


def predict(X, params):
    AL, _ = forward(X, params)
    return np.argmax(AL, axis=0)


params = init(layer_dims)
for i in range(3000):
    AL, cache = forward(X_train, params)
    grads = backward(AL, Y_oh, params, cache)
    params = update(params, grads, 0.05)
    if i % 200 == 0:
        print("cost after %d: %.5f" % (i, compute_cost(AL, Y_oh)))

print("train accuracy:", np.mean(predict(X_train, params) == Y_train))
print("test accuracy:", np.mean(predict(X_test, params) == Y_test))
