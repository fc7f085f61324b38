from __future__ import print_function

import numpy as np
from sklearn.datasets import load_digits


class TwoLayerNet(object):
    """
    A two-layer fully-connected neural network: affine - ReLU - affine - softmax
    """

    def __init__(self, input_size, hidden_size, output_size, std=0.1):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape

        h1 = np.maximum(0, X.dot(W1) + b1)
        scores = h1.dot(W2) + b2
        if y is None:
            return scores

        shifted = scores - scores.max(axis=1, keepdims=True)
        probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        loss = -np.log(probs[np.arange(N), y] + 1e-12).mean()
        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1
        dscores /= N
        grads['W2'] = h1.T.dot(dscores) + 2 * reg * W2
        grads['b2'] = dscores.sum(axis=0)
        dh1 = dscores.dot(W2.T)
        dh1[h1 <= 0] = 0
        grads['W1'] = X.T.dot(dh1) + 2 * reg * W1
        grads['b1'] = dh1.sum(axis=0)
        return loss, grads

    def train(self, X, y, X_val, y_val, learning_rate=0.1, learning_rate_decay=0.95, reg=1e-4,
              num_iters=1000, batch_size=100):
        iterations_per_epoch = max(X.shape[0] // batch_size, 1)
        self.loss_history = []
        for it in range(num_iters):
            batch = np.random.choice(X.shape[0], batch_size)
            loss, grads = self.loss(X[batch], y=y[batch], reg=reg)
            self.loss_history.append(loss)
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]
            if it % 100 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))
            if it % (10 * iterations_per_epoch) == 0:
                learning_rate *= learning_rate_decay

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)


X, y = load_digits(return_X_y=True)
perm = np.random.permutation(len(y))
X, y = X[perm], y[perm]
mean_image = X[:1300].mean(axis=0)
X_train, y_train = (X[:1300] - mean_image) / 16, y[:1300]
X_val, y_val = (X[1300:] - mean_image) / 16, y[1300:]

net = TwoLayerNet(64, 50, 10)
net.train(X_train, y_train, X_val, y_val)
print('Validation accuracy: ', (net.predict(X_val) == y_val).mean())
