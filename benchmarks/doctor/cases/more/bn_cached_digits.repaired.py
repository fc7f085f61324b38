import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Linear:
    def __init__(self, d_in, d_out):
        self.params = [np.random.randn(d_in, d_out) * np.sqrt(2.0 / d_in), np.zeros(d_out)]

    def forward(self, x, train):
        self.x = x
        return x @ self.params[0] + self.params[1]

    def backward(self, dout):
        self.grads = [self.x.T @ dout, dout.sum(axis=0)]
        return dout @ self.params[0].T


class BatchNorm:
    def __init__(self, dim, momentum=0.9, eps=1e-5):
        self.params = [np.ones(dim), np.zeros(dim)]
        self.running = [np.zeros(dim), np.ones(dim)]
        self.momentum, self.eps = momentum, eps

    def forward(self, x, train):
        if not train:
            mean, var = self.running
            return self.params[0] * (x - mean) / np.sqrt(var + self.eps) + self.params[1]
        mean, var = x.mean(axis=0), x.var(axis=0)
        self.running[0] = self.momentum * self.running[0] + (1 - self.momentum) * mean
        self.running[1] = self.momentum * self.running[1] + (1 - self.momentum) * var
        self.ivar = 1.0 / np.sqrt(var + self.eps)
        self.xmu = x - mean
        self.xhat = self.xmu * self.ivar
        return self.params[0] * self.xhat + self.params[1]

    def backward(self, dout):
        self.grads = [(dout * self.xhat).sum(axis=0), dout.sum(axis=0)]
        dxhat = dout * self.params[0]
        return self.ivar * (dxhat - dxhat.mean(axis=0) - self.xhat * (dxhat * self.xhat).mean(axis=0))


class Tanh:
    params, grads = [], []

    def forward(self, x, train):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1 - self.out ** 2)


digits = load_digits()
X_tr, X_te, t_tr, t_te = train_test_split(digits.data, digits.target, test_size=0.3)

net = [Linear(64, 32), BatchNorm(32), Tanh(), Linear(32, 10)]


def scores(x, train):
    for layer in net:
        x = layer.forward(x, train)
    return x


def softmax_loss(s, t):
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(len(t)), t] + 1e-12))
    p[np.arange(len(t)), t] -= 1
    return loss, p / len(t)


lr = 0.3
for epoch in range(20):
    order = np.random.permutation(len(t_tr))
    for k in range(0, len(order) - 31, 32):
        rows = order[k:k + 32]
        loss, d = softmax_loss(scores(X_tr[rows], True), t_tr[rows])
        for layer in reversed(net):
            d = layer.backward(d)
        for layer in net:
            for p, g in zip(layer.params, layer.grads):
                p -= lr * g
    if epoch % 2 == 0:
        print(epoch, 'loss', loss, 'acc', np.mean(scores(X_te, False).argmax(axis=1) == t_te))
