"""1-d convolutional network from scratch: tell apart three kinds of pulse in a noisy signal."""
import numpy as np


class Conv1D:
    def __init__(self, n_filters, size, lr):
        self.k = size
        self.lr = lr
        self.f = np.random.randn(n_filters, size) / np.sqrt(size)
        self.b = np.zeros(n_filters)

    def forward(self, x):
        # x: (N, T)  ->  (N, T - k + 1, n_filters)
        self.win = np.lib.stride_tricks.sliding_window_view(x, self.k, axis=1)
        return self.win @ self.f.T + self.b

    def backward(self, d):
        df = np.einsum('ntf,ntk->fk', d, self.win)
        db = d.sum(axis=(0, 1))
        self.f -= self.lr * df
        self.b -= self.lr * db
        # first layer, nothing below


class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, d):
        return d * (self.x > 0)


class MaxPool1D:
    def __init__(self, width):
        self.w = width

    def forward(self, x):
        n, t, f = x.shape
        self.shape = x.shape
        self.cut = t // self.w * self.w
        blocks = x[:, :self.cut].reshape(n, -1, self.w, f)
        self.arg = blocks.argmax(axis=2)
        return blocks.max(axis=2)

    def backward(self, d):
        n, t, f = self.shape
        blocks = np.zeros((n, self.cut // self.w, self.w, f))
        i, j, k = np.indices(self.arg.shape)
        blocks[i, j, self.arg, k] = d
        out = np.zeros(self.shape)
        out[:, :self.cut] = blocks.reshape(n, self.cut, f)
        return out


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, d):
        return d.reshape(self.shape)


class Dense:
    def __init__(self, n_in, n_out, lr):
        self.lr = lr
        self.w = np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, d):
        dw = self.x.T @ d
        dx = d @ self.w.T
        db = d.sum(axis=0)
        self.w -= self.lr * dw
        self.b -= self.lr * db
        return dx


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def make_signals(n, length=40):
    X = np.random.randn(n, length) * 0.4
    y = np.random.randint(0, 3, n)
    shapes = [np.array([0, 1, 2, 1, 0, 0.]), np.array([0, 2, -2, 2, -2, 0.]), np.array([2, 2, 0, 0, -2, -2.])]
    for i in range(n):
        at = np.random.randint(0, length - 6)
        X[i, at:at + 6] += shapes[y[i]]
    return X, y


X, y = make_signals(900)
X_train, y_train, X_test, y_test = X[:600], y[:600], X[600:], y[600:]

lr = 0.1
net = [Conv1D(6, 6, lr), ReLU(), MaxPool1D(5), Flatten(), Dense(42, 16, lr), ReLU(), Dense(16, 3, lr)]


def run(x):
    for layer in net:
        x = layer.forward(x)
    return softmax(x)


for epoch in range(25):
    order = np.random.permutation(len(X_train))
    loss = 0
    for s in range(0, len(order), 30):
        rows = order[s:s + 30]
        p = run(X_train[rows])
        loss -= np.sum(np.log(p[np.arange(len(rows)), y_train[rows]] + 1e-12))
        d = p.copy()
        d[np.arange(len(rows)), y_train[rows]] -= 1
        d /= len(rows)
        for layer in reversed(net):
            d = layer.backward(d)
    if epoch % 3 == 0:
        print("epoch", epoch, "loss", loss / len(order), "test acc", np.mean(run(X_test).argmax(axis=1) == y_test))
print("final", np.mean(run(X_test).argmax(axis=1) == y_test))
