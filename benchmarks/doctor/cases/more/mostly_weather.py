import numpy as np


class TinyNet:
    """10 inputs, one tanh layer, one linear output"""

    def __init__(self, n_in, n_hid):
        self.V = np.random.randn(n_in, n_hid) / np.sqrt(n_in)
        self.c = np.zeros(n_hid)
        self.u = np.random.randn(n_hid) / np.sqrt(n_hid)
        self.d = 0.0

    def __call__(self, X):
        return np.tanh(X @ self.V + self.c) @ self.u + self.d

    def fit(self, X, y, lr, epochs, batch):
        n = len(y)
        for e in range(epochs):
            rows = np.random.permutation(n)
            for k in range(0, n, batch):
                r = rows[k:k + batch]
                H = np.tanh(X[r] @ self.V + self.c)
                err = H @ self.u + self.d - y[r]
                gH = np.outer(err, self.u) * (1 - H * H)
                self.u = self.u - lr * err @ H / len(r)
                self.d = self.d - lr * err.mean()
                self.V = self.V - lr * X[r].T @ gH / len(r)
                self.c = self.c - lr * gH.mean(axis=0)
            if e % 10 == 0:
                print("epoch", e, "mse", np.mean((self(X) - y) ** 2))


# ice cream sold per day: two of ten columns matter, and most of it is chance
X = np.random.randn(2000, 10)
sold = 0.5 * X[:, 0] - 0.4 * np.maximum(X[:, 3], 0) + np.random.randn(2000) * 1.2
sold = (sold - sold.mean()) / sold.std()

net = TinyNet(10, 12)
net.fit(X[:1500], sold[:1500], lr=0.02, epochs=60, batch=25)
hidden_truth = 0.5 * X[1500:, 0] - 0.4 * np.maximum(X[1500:, 3], 0)
print("test mse", np.mean((net(X[1500:]) - sold[1500:]) ** 2))
print("correlation with what can be known", np.corrcoef(net(X[1500:]), hidden_truth)[0, 1])
