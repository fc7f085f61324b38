import numpy as np
from sklearn.datasets import load_digits

# FC -> BatchNorm -> ReLU -> FC -> BatchNorm -> ReLU -> FC -> softmax (after assignment 2)

np.random.seed(231)


def affine_forward(x, w, b):
    return x.dot(w) + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return dout.dot(w.T), x.T.dot(dout), dout.sum(axis=0)


def batchnorm_forward(x, gamma, beta, bn):
    eps, momentum = 1e-5, 0.9
    if bn['mode'] == 'test':
        return gamma * (x - bn['mean']) / np.sqrt(bn['var'] + eps) + beta, None
    mu, var = x.mean(axis=0), x.var(axis=0)
    ivar = 1 / np.sqrt(var + eps)
    xhat = (x - mu) * ivar
    bn['mean'] = momentum * bn.get('mean', mu) + (1 - momentum) * mu
    bn['var'] = momentum * bn.get('var', var) + (1 - momentum) * var
    return gamma * xhat + beta, (xhat, gamma, ivar)


def batchnorm_backward(dout, cache):
    xhat, gamma, ivar = cache
    dgamma = (dout * xhat).sum(axis=0)
    dbeta = dout.sum(axis=0)
    N = len(dout)
    dx = gamma * ivar / N * (N * dout - dbeta - xhat * dgamma)
    return dx, dgamma, dbeta


class FullyConnectedNet:
    def __init__(self, dims, reg=1e-3):
        self.L = len(dims) - 1
        self.reg = reg
        self.params, self.bn = {}, {}
        for i in range(1, self.L + 1):
            self.params['W%d' % i] = 0.05 * np.random.randn(dims[i - 1], dims[i])
            self.params['b%d' % i] = np.zeros(dims[i])
            if i < self.L:
                self.params['gamma%d' % i] = np.ones(dims[i])
                self.params['beta%d' % i] = np.zeros(dims[i])
                self.bn[i] = {'mode': 'train'}

    def scores(self, X, mode):
        p, self.caches = self.params, []
        for i in range(1, self.L):
            X, fc = affine_forward(X, p['W%d' % i], p['b%d' % i])
            self.bn[i]['mode'] = mode
            X, nc = batchnorm_forward(X, p['gamma%d' % i], p['beta%d' % i], self.bn[i])
            X = np.maximum(X, 0)
            self.caches.append((fc, nc, X > 0))
        X, self.last = affine_forward(X, p['W%d' % self.L], p['b%d' % self.L])
        return X

    def loss(self, X, y=None):
        if y is None:
            return self.scores(X, 'test')
        s = self.scores(X, 'train')
        s = s - s.max(axis=1, keepdims=True)
        logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        N = len(y)
        loss = -logp[np.arange(N), y].mean()
        loss += 0.5 * self.reg * sum((v ** 2).sum() for k, v in self.params.items() if k[0] == 'W')
        d = np.exp(logp)
        d[np.arange(N), y] -= 1
        d /= N
        grads = {}
        d, grads['W%d' % self.L], grads['b%d' % self.L] = affine_backward(d, self.last)
        for i in range(self.L - 1, 0, -1):
            fc, nc, on = self.caches[i - 1]
            d, grads['gamma%d' % i], grads['beta%d' % i] = batchnorm_backward(d * on, nc)
            d, grads['W%d' % i], grads['b%d' % i] = affine_backward(d, fc)
        for k in grads:
            if k[0] == 'W':
                grads[k] += self.reg * self.params[k]
        return loss, grads


X, y = load_digits(return_X_y=True)
X = X - X[:1300].mean(axis=0)
X_train, y_train, X_val, y_val = X[:1300], y[:1300], X[1300:], y[1300:]

net = FullyConnectedNet([64, 40, 30, 10])
start = {k: v.copy() for k, v in net.params.items()}
for it in range(600):
    batch = np.random.choice(1300, 64)
    loss, grads = net.loss(X_train[batch], y_train[batch])
    for k in net.params:
        net.params[k] -= 0.1 * grads[k]
    if it % 100 == 0:
        print('(Iteration %d / 600) loss: %f val_acc: %.3f' % (it, loss, np.mean(net.loss(X_val).argmax(axis=1) == y_val)))
for k in sorted(net.params):
    print('%-7s moved by %.2e' % (k, np.abs(net.params[k] - start[k]).max()))
