# Assignment 4 - predict disease progression with my own MLP (no sklearn models allowed)
import numpy as np
from sklearn.datasets import load_diabetes

np.random.seed(10)

data = load_diabetes()
X = data.data / data.data.std(axis=0)
y_raw = data.target.reshape(-1, 1)

n_train = 340
perm = np.random.permutation(X.shape[0])
X = X[perm]
y_raw = y_raw[perm]
y_mean = y_raw[:n_train].mean()
y_std = y_raw[:n_train].std()
y = (y_raw - y_mean) / y_std

X_tr, y_tr = X[:n_train], y[:n_train]
X_te, y_te = X[n_train:], y[n_train:]


class Dense:
    def __init__(self, nin, nout):
        self.W = np.random.randn(nin, nout) * np.sqrt(2.0 / nin)
        self.b = np.zeros((1, nout))

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, grad, lr):
        dW = np.dot(self.x.T, grad)
        db = grad.sum(axis=0, keepdims=True)
        dx = np.dot(grad, self.W.T)
        self.W = self.W - lr * dW
        self.b = self.b - lr * db
        return dx


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad, lr):
        return grad * self.mask


class Model:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for l in self.layers:
            x = l.forward(x)
        return x

    def backward(self, grad, lr):
        for l in reversed(self.layers):
            grad = l.backward(grad, lr)


def mse(p, t):
    return np.mean((p - t) ** 2)


def mse_grad(p, t):
    return 2 * (p - t) / len(t)


def r2(p, t):
    return 1 - np.sum((p - t) ** 2) / np.sum((t - t.mean()) ** 2)


model = Model([Dense(10, 12), ReLU(), Dense(12, 1)])
lr = 0.05

for epoch in range(300):
    p = model.forward(X_tr)
    model.backward(mse_grad(p, y_tr), lr)
    if epoch % 50 == 0:
        print("epoch", epoch, "mse", mse(p, y_tr), "R2", r2(p, y_tr))

p_te = model.forward(X_te)
print("R2 train", r2(model.forward(X_tr), y_tr))
print("R2 test ", r2(p_te, y_te))
print(np.hstack([p_te[:6], y_te[:6]]))
