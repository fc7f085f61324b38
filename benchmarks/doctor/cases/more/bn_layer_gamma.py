import numpy as np
from sklearn.datasets import load_wine

np.random.seed(11)


class Linear:
    def __init__(self, d_in, d_out):
        self.W = np.random.randn(d_in, d_out) * np.sqrt(2.0 / d_in)
        self.b = np.zeros(d_out)

    def forward(self, x, train):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.grads = {"W": self.x.T @ dout, "b": dout.sum(axis=0)}
        return dout @ self.W.T


class BatchNorm:
    def __init__(self, d, momentum=0.9, eps=1e-5):
        self.gamma = np.ones(d)
        self.beta = np.zeros(d)
        self.momentum = momentum
        self.eps = eps
        self.running_mean = np.zeros(d)
        self.running_var = np.ones(d)

    def forward(self, x, train):
        if train:
            mu = x.mean(axis=0)
            var = x.var(axis=0)
            self.x = x
            self.std = np.sqrt(var + self.eps)
            self.xhat = (x - mu) / self.std
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            return self.gamma * self.xhat + self.beta
        xhat = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
        return self.gamma * xhat + self.beta

    def backward(self, dout):
        m = dout.shape[0]
        self.grads = {"gamma": np.sum(dout * self.x, axis=0), "beta": np.sum(dout, axis=0)}
        dxhat = dout * self.gamma
        return (m * dxhat - dxhat.sum(axis=0) - self.xhat * np.sum(dxhat * self.xhat, axis=0)) / (m * self.std)


class ReLU:
    grads = {}

    def forward(self, x, train):
        self.pos = x > 0
        return x * self.pos

    def backward(self, dout):
        return dout * self.pos


class Net:
    def __init__(self, *layers):
        self.layers = layers

    def __call__(self, x, train=False):
        for l in self.layers:
            x = l.forward(x, train)
        return x

    def backward(self, d):
        for l in self.layers[::-1]:
            d = l.backward(d)

    def sgd(self, lr):
        for l in self.layers:
            for name, g in l.grads.items():
                setattr(l, name, getattr(l, name) - lr * g)


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


wine = load_wine()
perm = np.random.permutation(len(wine.data))
# batch norm comes first, so no scaling by hand is needed
X, y = wine.data[perm], wine.target[perm]
X_tr, y_tr, X_te, y_te = X[:128], y[:128], X[128:], y[128:]

net = Net(BatchNorm(13), Linear(13, 24), ReLU(), Linear(24, 3))

for epoch in range(40):
    perm = np.random.permutation(128)
    total = 0.0
    for start in range(0, 128, 32):
        rows = perm[start:start + 32]
        p = softmax(net(X_tr[rows], train=True))
        total -= np.log(p[np.arange(32), y_tr[rows]] + 1e-12).sum()
        d = p.copy()
        d[np.arange(32), y_tr[rows]] -= 1
        net.backward(d / 32)
        net.sgd(0.1)
    if epoch % 5 == 0 or epoch == 39:
        print("epoch %d loss %.4f train %.3f test %.3f" % (
            epoch, total / 128, np.mean(net(X_tr).argmax(1) == y_tr), np.mean(net(X_te).argmax(1) == y_te)))
