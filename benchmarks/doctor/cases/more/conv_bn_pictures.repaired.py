"""minitorch-like: conv, batch norm, dense as classes, an SGD class with momentum.
Training accuracy on the batches is fine, classify() on single pictures is not."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.datasets import load_digits

rng = np.random.default_rng(21)


class Conv3x3:
    def __init__(self, c_in, c_out):
        self.W = rng.normal(0, np.sqrt(2 / (9 * c_in)), (c_out, c_in, 3, 3))

    def forward(self, x, train):
        # (n, c, h, w) -> (n, c, h-2, w-2, 3, 3)
        self.win = sliding_window_view(x, (3, 3), axis=(2, 3))
        self.x_shape = x.shape
        return np.einsum('nchwij,ocij->nohw', self.win, self.W, optimize=True)

    def backward(self, g):
        self.dW = np.einsum('nchwij,nohw->ocij', self.win, g, optimize=True)
        dx = np.zeros(self.x_shape)
        h, w = g.shape[2:]
        for i in range(3):
            for j in range(3):
                dx[:, :, i:i + h, j:j + w] += np.einsum('nohw,oc->nchw', g, self.W[:, :, i, j], optimize=True)
        return dx


class BatchNorm:
    """over the batch for dense layers, over batch and pixels for pictures"""

    def __init__(self, c, pictures):
        self.axes = (0, 2, 3) if pictures else (0,)
        shape = (1, c, 1, 1) if pictures else (1, c)
        self.gamma, self.beta = np.ones(shape), np.zeros(shape)
        self.run_mu, self.run_var = np.zeros(shape), np.ones(shape)

    def forward(self, x, train):
        mu, var = (x.mean(self.axes, keepdims=True), x.var(self.axes, keepdims=True)) if train else (self.run_mu, self.run_var)
        if train:
            self.run_mu = 0.9 * self.run_mu + 0.1 * mu
            self.run_var = 0.9 * self.run_var + 0.1 * var
        self.inv = 1 / np.sqrt(var + 1e-5)
        self.xn = (x - mu) * self.inv
        return self.gamma * self.xn + self.beta

    def backward(self, g):
        self.dgamma = np.sum(g * self.xn, self.axes, keepdims=True)
        self.dbeta = np.sum(g, self.axes, keepdims=True)
        gn = g * self.gamma
        return self.inv * (gn - gn.mean(self.axes, keepdims=True)
                           - self.xn * np.mean(gn * self.xn, self.axes, keepdims=True))


class ReLU:
    def forward(self, x, train):
        self.m = x > 0
        return x * self.m

    def backward(self, g):
        return g * self.m


class Flatten:
    def forward(self, x, train):
        self.s = x.shape
        return x.reshape(len(x), -1)

    def backward(self, g):
        return g.reshape(self.s)


class Dense:
    def __init__(self, n_in, n_out):
        self.W = rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))

    def forward(self, x, train):
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


class SGD:
    def __init__(self, layers, lr, mom=0.9):
        self.lr, self.mom = lr, mom
        self.slots = []
        for layer in layers:
            for name in ('W', 'gamma', 'beta'):
                if hasattr(layer, name):
                    self.slots.append((layer, name, np.zeros_like(getattr(layer, name))))

    def step(self):
        for layer, name, v in self.slots:
            v *= self.mom
            v -= self.lr * getattr(layer, 'd' + name)
            setattr(layer, name, getattr(layer, name) + v)


class Net:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x, train):
        for l in self.layers:
            x = l.forward(x, train)
        e = np.exp(x - x.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    def backward(self, g):
        for l in reversed(self.layers):
            g = l.backward(g)

    def classify(self, picture):
        return int(self.forward(picture[None], False).argmax())


d = load_digits()
pics, label = d.images[:, None] / 16.0, d.target
o = rng.permutation(len(pics))
pics, label = pics[o], label[o]
tr, te = slice(0, 1000), slice(1000, 1300)

net = Net([Conv3x3(1, 6), BatchNorm(6, True), ReLU(), Flatten(),
           Dense(216, 24), BatchNorm(24, False), ReLU(), Dense(24, 10), BatchNorm(10, False)])
opt = SGD(net.layers, 0.05)

for epoch in range(6):
    hits = ce = 0
    order = rng.permutation(1000)
    for b in np.split(order, 20):
        p = net.forward(pics[tr][b], True)
        t = label[tr][b]
        ce -= np.log(p[np.arange(50), t] + 1e-12).sum()
        hits += (p.argmax(1) == t).sum()
        p[np.arange(50), t] -= 1
        net.backward(p / 50)
        opt.step()
    print(f'epoch {epoch}: cross entropy {ce / 1000:.4f}, accuracy {hits / 1000:.3f}')

found = [net.classify(x) for x in pics[te]]
print('new pictures:', np.mean(np.array(found) == label[te]), 'first answers', found[:12])
