import numpy as np
from sklearn.datasets import load_digits


class Conv:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=1):
        self.stride = stride
        self.padding = padding
        self.kernel_size = kernel_size
        self.out_channels = out_channels
        # square filters
        self.weights = np.random.randn(out_channels, in_channels, kernel_size, kernel_size) * np.sqrt(2 / (in_channels * kernel_size ** 2))
        self.bias = np.zeros(out_channels)

    def forward(self, x):
        p, s, k = self.padding, self.stride, self.kernel_size
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="constant")
        n, _, h, w = self.x.shape
        self.oh, self.ow = (h - k) // s + 1, (w - k) // s + 1
        out = np.zeros((n, self.out_channels, self.oh, self.ow))
        for i in range(self.oh):
            for j in range(self.ow):
                patch = self.x[:, :, i * s:i * s + k, j * s:j * s + k]
                out[:, :, i, j] = np.tensordot(patch, self.weights, axes=([1, 2, 3], [1, 2, 3])) + self.bias
        return out

    def backward(self, dout, lr):
        p, s, k = self.padding, self.stride, self.kernel_size
        dw, dx = np.zeros_like(self.weights), np.zeros_like(self.x)
        for i in range(self.oh):
            for j in range(self.ow):
                patch = self.x[:, :, i * s:i * s + k, j * s:j * s + k]
                dw += np.tensordot(dout[:, :, i, j], patch, axes=([0], [0]))
                dx[:, :, i * s:i * s + k, j * s:j * s + k] += np.tensordot(dout[:, :, i, j], self.weights, axes=([1], [0]))
        self.weights -= lr * dw
        self.bias -= lr * dout.sum(axis=(0, 2, 3))
        return dx[:, :, p:-p, p:-p]


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout, lr):
        return dout * self.mask


class AvgPool:
    def forward(self, x):
        n, c, h, w = x.shape
        return x.reshape(n, c, h // 2, 2, w // 2, 2).mean(axis=(3, 5))

    def backward(self, dout, lr):
        return dout.repeat(2, axis=2).repeat(2, axis=3) / 4


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dout, lr):
        return dout.reshape(self.shape)


class Dense:
    def __init__(self, n_in, n_out):
        self.weights = np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)
        self.bias = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weights + self.bias

    def backward(self, dout, lr):
        dx = dout @ self.weights.T
        self.weights -= lr * self.x.T @ dout
        self.bias -= lr * dout.sum(axis=0)
        return dx


class LeNet:
    def __init__(self):
        self.layers = [Conv(1, 6, 3), ReLU(), AvgPool(), Conv(6, 12, 3), ReLU(), AvgPool(), Flatten(), Dense(48, 10)]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def train_step(self, x, y, lr):
        p = self.forward(x)
        loss = -np.log(p[np.arange(len(y)), y]).mean()
        d = p.copy()
        d[np.arange(len(y)), y] -= 1
        d /= len(y)
        for layer in reversed(self.layers):
            d = layer.backward(d, lr)
        return loss


digits = load_digits()
idx = np.random.permutation(1797)
X, y = digits.images[idx, None] / 16.0, digits.target[idx]
X_train, y_train, X_test, y_test = X[:1200], y[:1200], X[1200:], y[1200:]
net = LeNet()
for epoch in range(6):
    order = np.random.permutation(1200)
    losses = [net.train_step(X_train[order[k:k + 20]], y_train[order[k:k + 20]], 0.3) for k in range(0, 1200, 20)]
    acc = np.mean(net.forward(X_test).argmax(axis=1) == y_test)
    print(f"Epoch {epoch + 1}: loss {np.mean(losses):.4f}, test accuracy {acc:.3f}")
