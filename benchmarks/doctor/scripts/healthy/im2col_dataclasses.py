import numpy as np
from dataclasses import dataclass, field


def im2col(x, k):
    n, c, h, w = x.shape
    oh, ow = h - k + 1, w - k + 1
    col = np.zeros((n, c, k, k, oh, ow))
    for i in range(k):
        for j in range(k):
            col[:, :, i, j, :, :] = x[:, :, i:i + oh, j:j + ow]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * oh * ow, -1), oh, ow


def col2im(col, shape, k):
    n, c, h, w = shape
    oh, ow = h - k + 1, w - k + 1
    col = col.reshape(n, oh, ow, c, k, k).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros(shape)
    for i in range(k):
        for j in range(k):
            img[:, :, i:i + oh, j:j + ow] += col[:, :, i, j, :, :]
    return img


@dataclass
class Conv:
    W: np.ndarray
    b: np.ndarray
    grads: dict = field(default_factory=dict)

    def forward(self, x):
        self.shape = x.shape
        k = self.W.shape[2]
        self.col, oh, ow = im2col(x, k)
        out = self.col @ self.W.reshape(len(self.W), -1).T + self.b
        return out.reshape(x.shape[0], oh, ow, -1).transpose(0, 3, 1, 2)

    def backward(self, d):
        d = d.transpose(0, 2, 3, 1).reshape(-1, len(self.W))
        self.grads["W"] = (d.T @ self.col).reshape(self.W.shape)
        self.grads["b"] = d.sum(axis=0)
        return col2im(d @ self.W.reshape(len(self.W), -1), self.shape, self.W.shape[2])


@dataclass
class Relu:
    grads: dict = field(default_factory=dict)

    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, d):
        d = d.copy()
        d[self.mask] = 0
        return d


@dataclass
class Dense:
    W: np.ndarray
    b: np.ndarray
    grads: dict = field(default_factory=dict)

    def forward(self, x):
        self.original = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return self.x @ self.W + self.b

    def backward(self, d):
        self.grads["W"] = self.x.T @ d
        self.grads["b"] = d.sum(axis=0)
        return (d @ self.W.T).reshape(self.original)


def softmax_loss(scores, t):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    y = e / e.sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(y[np.arange(len(t)), t] + 1e-7)) / len(t)
    d = y.copy()
    d[np.arange(len(t)), t] -= 1
    return loss, d / len(t)


rng = np.random.default_rng(1)
# bars: which way does the line go?
X = rng.normal(0, 0.2, (120, 1, 8, 8))
t = rng.integers(0, 2, 120)
for n in range(120):
    if t[n]:
        X[n, 0, rng.integers(8), :] += 1
    else:
        X[n, 0, :, rng.integers(8)] += 1
he = lambda *s: rng.normal(0, np.sqrt(2 / np.prod(s[1:])), s)
net = [Conv(he(4, 1, 3, 3), np.zeros(4)), Relu(), Conv(he(4, 4, 3, 3), np.zeros(4)), Relu(),
       Dense(rng.normal(0, 0.1, (64, 2)), np.zeros(2))]
for epoch in range(25):
    order = rng.permutation(len(X))
    for start in range(0, len(X), 20):
        idx = order[start:start + 20]
        out = X[idx]
        for layer in net:
            out = layer.forward(out)
        loss, d = softmax_loss(out, t[idx])
        for layer in reversed(net):
            d = layer.backward(d)
        for layer in net:
            for name, g in layer.grads.items():
                setattr(layer, name, getattr(layer, name) - 0.1 * g)
    print(epoch, round(loss, 4), np.mean(out.argmax(axis=1) == t[idx]))
