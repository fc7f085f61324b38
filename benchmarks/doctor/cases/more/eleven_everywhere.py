import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
X = digits.data / 16.0
y = digits.target
X_train, y_train = X[:1400], y[:1400]
X_test, y_test = X[1400:], y[1400:]


def one_hot(y, k=10):
    out = np.zeros((y.shape[0], k))
    out[np.arange(y.shape[0]), y] = 1
    return out


class Layer:
    def __init__(self, n_in, n_out, activation):
        self.W = np.zeros((n_in, n_out))
        self.b = np.zeros((1, n_out))
        self.activation = activation

    def forward(self, x):
        self.x = x
        self.z = x @ self.W + self.b
        if self.activation == 'tanh':
            self.a = np.tanh(self.z)
        elif self.activation == 'softmax':
            e = np.exp(self.z - self.z.max(axis=1, keepdims=True))
            self.a = e / e.sum(axis=1, keepdims=True)
        return self.a

    def backward(self, d):
        # for softmax d is already dL/dz
        if self.activation == 'tanh':
            d = d * (1 - self.a ** 2)
        self.dW = self.x.T @ d
        self.db = d.sum(axis=0, keepdims=True)
        return d @ self.W.T

    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


layers = [Layer(64, 32, 'tanh'), Layer(32, 10, 'softmax')]


def predict_proba(x):
    for l in layers:
        x = l.forward(x)
    return x


def accuracy(x, y):
    return np.mean(predict_proba(x).argmax(axis=1) == y)


np.random.seed(10)
T = one_hot(y_train)
batch_size = 50
lr = 0.2

for epoch in range(15):
    order = np.random.permutation(len(X_train))
    total = 0.0
    for s in range(0, len(order), batch_size):
        idx = order[s:s + batch_size]
        out = predict_proba(X_train[idx])
        total += -np.sum(T[idx] * np.log(out + 1e-12))
        d = (out - T[idx]) / len(idx)
        for l in reversed(layers):
            d = l.backward(d)
        for l in layers:
            l.step(lr)
    print("epoch", epoch, "loss", round(total / len(X_train), 4), "acc", round(accuracy(X_train, y_train), 4))

print("test accuracy", accuracy(X_test, y_test))
print(np.round(predict_proba(X_test[:3]), 2))
