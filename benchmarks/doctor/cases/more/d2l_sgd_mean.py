# softmax regression as in the chapter, numpy only. same lr, same batch size, same sgd
import random
import numpy as np
from sklearn.datasets import load_digits

random.seed(1)
np.random.seed(1)


def data_iter(batch_size, features, labels):
    num_examples = len(features)
    indices = list(range(num_examples))
    random.shuffle(indices)
    for i in range(0, num_examples, batch_size):
        j = indices[i: min(i + batch_size, num_examples)]
        yield features[j], labels[j]


def softmax(O):
    O_exp = np.exp(O - O.max(axis=1, keepdims=True))
    return O_exp / O_exp.sum(axis=1, keepdims=True)


def net(X):
    return softmax(X @ W + b)


def cross_entropy(y_hat, y):
    return -np.log(y_hat[range(len(y_hat)), y])


def sgd(params, grads, lr, batch_size):
    """Minibatch stochastic gradient descent."""
    for param, g in zip(params, grads):
        param[:] = param - lr * g / batch_size


def backward(X, y):
    y_hat = net(X)
    l = cross_entropy(y_hat, y)
    d = y_hat
    d[range(len(y)), y] -= 1
    # gradient of l.mean()
    d = d / len(y)
    return l, (X.T @ d, d.sum(axis=0))


def evaluate_accuracy(X, y):
    return (net(X).argmax(axis=1) == y).mean()


features, labels = load_digits(return_X_y=True)
features = features / 16
train_X, train_y, test_X, test_y = features[:1400], labels[:1400], features[1400:], labels[1400:]

W = np.random.normal(0, 0.01, (64, 10))
b = np.zeros(10)
lr, num_epochs, batch_size = 0.5, 10, 64

for epoch in range(num_epochs):
    train_l_sum, n = 0.0, 0
    for X, y in data_iter(batch_size, train_X, train_y):
        l, grads = backward(X, y)
        sgd([W, b], grads, lr, batch_size)
        train_l_sum += l.sum()
        n += len(y)
    print('epoch %d, loss %.4f, train acc %.3f, test acc %.3f' % (
        epoch + 1, train_l_sum / n, evaluate_accuracy(train_X, train_y), evaluate_accuracy(test_X, test_y)))
