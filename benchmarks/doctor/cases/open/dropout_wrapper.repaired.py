import numpy as np
from sklearn.datasets import load_digits


class FullyConnected:
    def __init__(self, n_in, n_out, act=None):
        self.W = np.random.uniform(-1, 1, (n_in, n_out)) * np.sqrt(6 / (n_in + n_out))
        self.b = np.zeros((1, n_out))
        self.act = act

    def forward(self, X):
        self.X = X
        self.Z = X @ self.W + self.b
        return np.maximum(self.Z, 0) if self.act == "relu" else self.Z

    def backward(self, dLdy):
        dZ = dLdy * (self.Z > 0) if self.act == "relu" else dLdy
        self.dW = self.X.T @ dZ
        self.db = dZ.sum(axis=0, keepdims=True)
        return dZ @ self.W.T

    def update(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


class Dropout:
    def __init__(self, wrapped_layer, p):
        self.base_layer = wrapped_layer
        self.p = p
        self.trainable = True

    def forward(self, X):
        scaler, mask = 1.0, np.ones(X.shape).astype(bool)
        if self.trainable:
            scaler = 1.0 / (1.0 - self.p)
            mask = np.random.rand(*X.shape) >= self.p
            X = mask * X
        self.mask = mask
        return scaler * self.base_layer.forward(X)

    def backward(self, dLdy):
        assert self.trainable, "Layer is frozen"
        dLdy = dLdy * 1.0 / (1.0 - self.p)
        return self.mask * self.base_layer.backward(dLdy)

    def update(self, lr):
        self.base_layer.update(lr)


def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def predict(X):
    dropout.trainable = False
    for layer in layers:
        X = layer.forward(X)
    dropout.trainable = True
    return softmax(X)


def accuracy(X, y):
    return np.mean(np.argmax(predict(X), axis=1) == y)


digits = load_digits()
order = np.random.permutation(len(digits.data))
X, y = digits.data[order] / 16, digits.target[order]
X_train, y_train, X_test, y_test = X[:1300], y[:1300], X[1300:], y[1300:]

dropout = Dropout(FullyConnected(48, 24, act="relu"), p=0.5)
layers = [FullyConnected(64, 48, act="relu"), dropout, FullyConnected(24, 10)]

for epoch in range(25):
    total = 0.0
    for start in range(0, len(X_train), 50):
        xb, yb = X_train[start:start + 50], y_train[start:start + 50]
        out = xb
        for layer in layers:
            out = layer.forward(out)
        probs = softmax(out)
        total += -np.sum(np.log(probs[np.arange(len(yb)), yb]))

        grad = probs.copy()
        grad[np.arange(len(yb)), yb] -= 1
        grad /= len(yb)
        for layer in reversed(layers):
            grad = layer.backward(grad)
        for layer in layers:
            layer.update(0.1)
    print("epoch", epoch, "loss", total / len(X_train), "test accuracy", accuracy(X_test, y_test))
