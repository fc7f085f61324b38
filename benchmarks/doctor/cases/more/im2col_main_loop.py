import numpy as np
from sklearn.datasets import load_digits


def im2col(x, size):
    c, n, h, w = x.shape
    k = h - size + 1
    out = np.empty((c * size * size, n * k * k))
    row = 0
    for ch in range(c):
        for i in range(size):
            for j in range(size):
                out[row] = x[ch, :, i:i + k, j:j + k].reshape(-1)
                row += 1
    return out


def col2im(cols, shape, size):
    c, n, h, w = shape
    k = h - size + 1
    x = np.zeros(shape)
    row = 0
    for ch in range(c):
        for i in range(size):
            for j in range(size):
                x[ch, :, i:i + k, j:j + k] += cols[row].reshape(n, k, k)
                row += 1
    return x


# the images lie as (channel, image, row, column), so that a filter bank is one matrix product
class Conv:
    def __init__(self, channels, filters, size):
        self.size = size
        self.W = np.random.normal(0, np.sqrt(2 / (channels * size * size)), (filters, channels * size * size))
        self.B = np.zeros((filters, 1))

    def forward(self, x):
        self.shape = x.shape
        k = x.shape[2] - self.size + 1
        self.cols = im2col(x, self.size)
        return (self.W @ self.cols + self.B).reshape(-1, x.shape[1], k, k)

    def back(self, err):
        e = err.reshape(len(self.W), -1)
        self.step = [(self.W, e @ self.cols.T), (self.B, e.sum(1, keepdims=True))]
        return col2im(self.W.T @ e, self.shape, self.size)


class ELU:
    step = []

    def forward(self, x):
        self.out = np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)
        return self.out

    def back(self, err):
        return err * np.where(self.out > 0, 1, self.out + 1)


class MaxPool:
    step = []

    def forward(self, x):
        c, n, h, w = x.shape
        blocks = x.reshape(c, n, h // 2, 2, w // 2, 2)
        out = blocks.max(axis=(3, 5), keepdims=True)
        hit = blocks == out
        self.share = hit / hit.sum(axis=(3, 5), keepdims=True)
        return out[:, :, :, 0, :, 0]

    def back(self, err):
        c, n, h, w = err.shape
        return (self.share * err[:, :, :, None, :, None]).reshape(c, n, 2 * h, 2 * w)


class FC:
    def __init__(self, n_in, n_out):
        self.W = np.random.normal(0, np.sqrt(1 / n_in), (n_out, n_in))
        self.B = np.zeros((n_out, 1))

    def forward(self, x):
        self.shape = x.shape
        self.x = np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])
        return self.W @ self.x + self.B

    def back(self, err):
        self.step = [(self.W, err @ self.x.T), (self.B, err.sum(1, keepdims=True))]
        c, n, h, w = self.shape
        return np.moveaxis((self.W.T @ err).reshape(c, h, w, n), -1, 1)


digits = load_digits()
order = np.random.permutation(len(digits.images))
images = (digits.images[order] / 16 - 0.3)[None]
labels = digits.target[order]
TRAIN, BATCH, lr, mom = 1300, 25, 0.003, 0.9

net = [Conv(1, 8, 3), ELU(), MaxPool(), FC(8 * 9, 10)]
memory = {}


def run(x):
    for layer in net:
        x = layer.forward(x)
    x = np.exp(x - x.max(0))
    return x / x.sum(0)


for epoch in range(8):
    cost = 0.0
    for start in range(0, TRAIN, BATCH):
        sl = slice(start, start + BATCH)
        p = run(images[:, sl])
        target = np.zeros_like(p)
        target[labels[sl], np.arange(BATCH)] = 1
        cost -= np.log(p[target > 0]).sum()
        err = target - p
        for layer in net[::-1]:
            err = layer.back(err)
        for layer in net:
            for weights, way in layer.step:
                v = memory[id(weights)] = mom * memory.get(id(weights), 0) + lr * way
                weights += v
    hits = (run(images[:, TRAIN:]).argmax(0) == labels[TRAIN:]).mean()
    print("epoch", epoch, "cost", cost / TRAIN, "test", hits)
