# -*- coding: utf-8 -*-
"""Course assignment, fully connected net: every forward returns (out, cache), every backward takes (dout, cache)."""
import numpy as np
from sklearn.datasets import load_digits


def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    return dout * (cache > 0)


def dropout_forward(x, dropout_param):
    p, mode = dropout_param['p'], dropout_param['mode']      # p: share that is kept
    if mode == 'train':
        mask = (np.random.rand(*x.shape) < p) / p
        return x * mask, mask
    return x, None


def dropout_backward(dout, mask):
    return dout if mask is None else dout * mask


def softmax_loss(x, y):
    shifted = x - np.max(x, axis=1, keepdims=True)
    log_probs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    return loss, dx / N


def sgd_momentum(w, dw, config):
    v = config.get('velocity', np.zeros_like(w))
    v = config['momentum'] * v - config['learning_rate'] * dw
    config['velocity'] = v
    return w + v, config


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=8 * 8, num_classes=10, dropout=0.8, reg=0.0):
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.params = {}
        dims = [input_dim] + hidden_dims + [num_classes]
        for i in range(self.num_layers):
            self.params['W%d' % (i + 1)] = np.random.randn(dims[i], dims[i + 1]) * np.sqrt(2.0 / dims[i])
            self.params['b%d' % (i + 1)] = np.zeros(dims[i + 1])
        self.dropout_param = {'mode': 'train', 'p': dropout}

    def loss(self, X, y=None):
        self.dropout_param['mode'] = 'test' if y is None else 'train'
        out, caches = X, []
        for i in range(1, self.num_layers):
            out, fc = affine_forward(out, self.params['W%d' % i], self.params['b%d' % i])
            out, rc = relu_forward(out)
            out, dc = dropout_forward(out, self.dropout_param)
            caches.append((fc, rc, dc))
        L = self.num_layers
        scores, cache = affine_forward(out, self.params['W%d' % L], self.params['b%d' % L])
        if y is None:
            return scores

        loss, dout = softmax_loss(scores, y)
        grads = {}
        dout, grads['W%d' % L], grads['b%d' % L] = affine_backward(dout, cache)
        for i in range(L - 1, 0, -1):
            fc, rc, dc = caches[i - 1]
            dout = relu_backward(dropout_backward(dout, dc), rc)
            dout, grads['W%d' % i], grads['b%d' % i] = affine_backward(dout, fc)
        for i in range(1, L + 1):
            W = self.params['W%d' % i]
            loss += 0.5 * self.reg * np.sum(W * W)
            grads['W%d' % i] += self.reg * W
        return loss, grads


class Solver(object):
    def __init__(self, model, data, num_epochs=15, batch_size=50, learning_rate=1e-2, lr_decay=0.95):
        self.model, self.data = model, data
        self.num_epochs, self.batch_size, self.lr_decay = num_epochs, batch_size, lr_decay
        self.configs = {p: {'learning_rate': learning_rate, 'momentum': 0.9} for p in model.params}
        self.loss_history = []

    def step(self):
        N = self.data['X_train'].shape[0]
        batch_mask = np.random.choice(N, self.batch_size)
        loss, grads = self.model.loss(self.data['X_train'][batch_mask], self.data['y_train'][batch_mask])
        self.loss_history.append(loss)
        for p, w in self.model.params.items():
            self.model.params[p], self.configs[p] = sgd_momentum(w, grads[p], self.configs[p])

    def check_accuracy(self, X, y):
        return np.mean(np.argmax(self.model.loss(X), axis=1) == y)

    def train(self):
        per_epoch = self.data['X_train'].shape[0] // self.batch_size
        for epoch in range(1, self.num_epochs + 1):
            for _ in range(per_epoch):
                self.step()
            for config in self.configs.values():
                config['learning_rate'] *= self.lr_decay
            print('(Epoch %d / %d) loss %.4f train acc: %.3f; val_acc: %.3f' % (
                epoch, self.num_epochs, self.loss_history[-1],
                self.check_accuracy(self.data['X_train'], self.data['y_train']),
                self.check_accuracy(self.data['X_val'], self.data['y_val'])))


np.random.seed(231)
digits = load_digits()
mean_image = digits.images[:1400].mean(axis=0)
images = (digits.images - mean_image) / 16.0
data = {'X_train': images[:1400], 'y_train': digits.target[:1400],
        'X_val': images[1400:], 'y_val': digits.target[1400:]}
model = FullyConnectedNet([60, 40], dropout=0.8, reg=1e-3)
solver = Solver(model, data)
solver.train()
