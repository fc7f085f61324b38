import numpy as np
from sklearn.datasets import load_iris


def softmax(x):
    x = x - np.max(x, axis=1, keepdims=True)
    e = np.exp(x)
    return e / np.sum(e, axis=1, keepdims=True)


def sigmoid(x):
    return 1. / (1 + np.exp(-x))


def sigmoid_grad(s):
    return s * (1 - s)


def unpack(params, dimensions):
    at = 0
    Dx, H, Dy = (dimensions[0], dimensions[1], dimensions[2])
    W1 = np.reshape(params[at:at + Dx * H], (Dx, H))
    at += Dx * H
    b1 = np.reshape(params[at:at + H], (1, H))
    at += H
    W2 = np.reshape(params[at:at + H * Dy], (H, Dy))
    at += H * Dy
    b2 = np.reshape(params[at:at + Dy], (1, Dy))
    return W1, b1, W2, b2


def cost_and_gradient(data, labels, params, dimensions):
    W1, b1, W2, b2 = unpack(params, dimensions)

    # forward
    h = sigmoid(np.dot(data, W1) + b1)
    yhat = softmax(np.dot(h, W2) + b2)
    cost = np.sum(-np.log(yhat[labels == 1])) / data.shape[0]

    # backward
    d2 = (yhat - labels) / data.shape[0]
    gW2 = np.dot(h.T, d2)
    gb2 = np.sum(d2, 0, keepdims=True)

    dh = np.dot(d2, W2.T)
    d1 = sigmoid_grad(h) * dh
    gW1 = np.dot(data.T, d1)
    gb1 = np.sum(d1, 0)

    grad = np.concatenate((gW1.flatten(), gb1.flatten(), gW2.flatten(), gb2.flatten()))
    return cost, grad


def predict(data, params, dimensions):
    W1, b1, W2, b2 = unpack(params, dimensions)
    return softmax(np.dot(sigmoid(np.dot(data, W1) + b1), W2) + b2)


iris = load_iris()
data = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
labels = np.eye(3)[iris.target]

dimensions = [4, 6, 3]
params = np.random.randn((dimensions[0] + 1) * dimensions[1] + (dimensions[1] + 1) * dimensions[2])

step = 0.5
for it in range(1, 2001):
    cost, grad = cost_and_gradient(data, labels, params, dimensions)
    params = params - step * grad
    if it % 200 == 0:
        print("iter %d: %f" % (it, cost))

print("accuracy", np.mean(np.argmax(predict(data, params, dimensions), axis=1) == iris.target))
