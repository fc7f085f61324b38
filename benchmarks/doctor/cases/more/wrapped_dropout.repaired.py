import argparse
import numpy as np


class FullyConnected:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, X, train=True):
        self.X = X
        return X @ self.W + self.b

    def backward(self, dLdy):
        self.dW = self.X.T @ dLdy
        self.db = dLdy.sum(axis=0, keepdims=True)
        return dLdy @ self.W.T

    def update(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


class ReLU:
    def forward(self, X, train=True):
        self.pos = X > 0
        return X * self.pos

    def backward(self, dLdy):
        return dLdy * self.pos

    def update(self, lr):
        pass


class Dropout:
    """wraps a layer: part of the wrapped layer's *inputs* is switched off"""

    def __init__(self, layer, p, rng):
        self.layer, self.p, self.rng = layer, p, rng

    def forward(self, X, train=True):
        scaler, self.mask = 1.0, np.ones(X.shape)
        if train:
            scaler = 1.0 / (1.0 - self.p)
            self.mask = self.rng.random(X.shape) >= self.p
        return self.layer.forward(scaler * self.mask * X, train)

    def backward(self, dLdy):
        dLdX = self.layer.backward(dLdy)
        return dLdX * self.mask / (1.0 - self.p)

    def update(self, lr):
        self.layer.update(lr)


def surface(X):
    return (np.sin(2 * X[:, :1]) + X[:, 1:2] * X[:, 2:3]).astype(float)


def main(args):
    rng = np.random.default_rng(args.seed)
    X = rng.uniform(-1.5, 1.5, (600, 3))
    Y = surface(X) + rng.normal(0, 0.1, (600, 1))
    X_val = rng.uniform(-1.5, 1.5, (300, 3))
    Y_val = surface(X_val)

    net = [
        FullyConnected(3, 64, rng), ReLU(),
        Dropout(FullyConnected(64, 64, rng), args.p, rng), ReLU(),
        Dropout(FullyConnected(64, 1, rng), args.p, rng),
    ]

    def run(data, train):
        for layer in net:
            data = layer.forward(data, train)
        return data

    for epoch in range(1, args.epochs + 1):
        order = rng.permutation(len(X))
        for i in range(0, len(X), 30):
            b = order[i:i + 30]
            out = run(X[b], True)
            grad = 2 * (out - Y[b]) / len(b)
            for layer in reversed(net):
                grad = layer.backward(grad)
            for layer in net:
                layer.update(args.lr)
        if epoch % 20 == 0:
            print(f"[{epoch}] validation mse {np.mean((run(X_val, False) - Y_val) ** 2):.4f}")
    return float(np.mean((run(X_val, False) - Y_val) ** 2))


parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.05)
parser.add_argument("--p", type=float, default=0.2)
parser.add_argument("--epochs", type=int, default=120)
parser.add_argument("--seed", type=int, default=1)
args = parser.parse_args()
val_mse = main(args)
print("final", val_mse)
