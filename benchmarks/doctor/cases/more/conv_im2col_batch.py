import numpy as np
from sklearn.datasets import load_digits

# small convnet: conv 3x3 -> relu -> maxpool 2x2 -> fc, with im2col


def im2col(x, k):
    n, h, w = x.shape
    oh, ow = h - k + 1, w - k + 1
    cols = np.empty((n, oh, ow, k * k))
    for i in range(k):
        for j in range(k):
            cols[:, :, :, i * k + j] = x[:, i:i + oh, j:j + ow]
    return cols


class Conv:
    def __init__(self, num_filters, k=3):
        self.k = k
        self.W = np.random.randn(k * k, num_filters) * np.sqrt(2 / (k * k))
        self.b = np.zeros(num_filters)

    def forward(self, x):
        self.cols = im2col(x, self.k)
        return self.cols @ self.W + self.b

    def backward(self, dout):
        nf = dout.shape[-1]
        flat = dout.reshape(-1, nf)
        self.dW = self.cols.reshape(-1, self.k * self.k).T @ flat
        self.db = flat.sum(axis=0)
        # first layer, no need for dx


class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        return dout * (self.x > 0)


class MaxPool:
    def forward(self, x):
        n, h, w, c = x.shape
        self.shape = x.shape
        r = x.reshape(n, h // 2, 2, w // 2, 2, c)
        out = r.max(axis=(2, 4))
        self.mask = r == out[:, :, None, :, None, :]
        # only one winner per window
        self.mask = self.mask / self.mask.sum(axis=(2, 4), keepdims=True)
        return out

    def backward(self, dout):
        return (self.mask * dout[:, :, None, :, None, :]).reshape(self.shape)


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dout):
        return dout.reshape(self.shape)


class FC:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * np.sqrt(1 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


def softmax_loss(scores, y):
    s = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    n = len(y)
    loss = -np.log(p[range(n), y] + 1e-12).mean()
    dscores = p
    dscores[range(n), y] -= 1
    return loss, dscores


digits = load_digits()
images = digits.images / 16.0 - 0.3
labels = digits.target
tr_x, tr_y = images[:1200], labels[:1200]
te_x, te_y = images[1200:], labels[1200:]

layers = [Conv(8), ReLU(), MaxPool(), Flatten(), FC(3 * 3 * 8, 10)]
learning_rate = 0.1
batch = 50


def net(x):
    for l in layers:
        x = l.forward(x)
    return x


for epoch in range(12):
    order = np.random.permutation(len(tr_x))
    total = 0
    for i in range(0, len(tr_x), batch):
        ix = order[i:i + batch]
        loss, d = softmax_loss(net(tr_x[ix]), tr_y[ix])
        total += loss
        for l in reversed(layers):
            d = l.backward(d)
        for l in layers:
            if hasattr(l, "W"):
                l.W -= learning_rate * l.dW
                l.b -= learning_rate * l.db
    acc = (net(te_x).argmax(axis=1) == te_y).mean()
    print("epoch", epoch, "avg loss", total / (len(tr_x) / batch), "test acc", acc)
