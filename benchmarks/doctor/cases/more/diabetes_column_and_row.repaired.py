import numpy as np
from sklearn.datasets import load_diabetes

np.random.seed(5)
X, y = load_diabetes(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
order = np.random.permutation(len(y))
X, y = X[order], y[order]
X_train, y_train = X[:340], y[:340]
X_test, y_test = X[340:], y[340:]
y_train = y_train.reshape(-1, 1)


class Regressor:
    def __init__(self, n_in, n_hidden, lr):
        self.w1 = np.random.randn(n_in, n_hidden) * np.sqrt(1 / n_in)
        self.b1 = np.zeros(n_hidden)
        self.w2 = np.random.randn(n_hidden, 1) * np.sqrt(1 / n_hidden)
        self.b2 = np.zeros(1)
        self.lr = lr

    def predict(self, X):
        self.h = np.tanh(X @ self.w1 + self.b1)
        return self.h @ self.w2 + self.b2

    def fit(self, X, y, epochs):
        n = len(X)
        for epoch in range(epochs):
            out = self.predict(X)
            err = out - y
            loss = np.mean(err ** 2)
            d_out = err.sum(axis=1, keepdims=True) / n
            d_hid = (d_out @ self.w2.T) * (1 - self.h ** 2)
            self.w2 -= self.lr * self.h.T @ d_out
            self.b2 -= self.lr * d_out.sum(axis=0)
            self.w1 -= self.lr * X.T @ d_hid
            self.b1 -= self.lr * d_hid.sum(axis=0)
            if epoch % 100 == 0:
                print("epoch", epoch, "mse", loss)


net = Regressor(10, 12, 0.02)
net.fit(X_train, y_train, 600)
pred = net.predict(X_test)
print("first predictions", pred[:5].ravel())
print("first answers    ", y_test[:5])
