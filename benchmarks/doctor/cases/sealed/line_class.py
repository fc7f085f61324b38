import numpy as np


class LinearRegression:
    def __init__(self, lr=0.01, iter=2000):
        self.lr = lr
        self.iter = iter

    def descend(self, y, x):
        for i in range(self.iter):
            y_pred = np.dot(self.w.T, x) + self.c
            slope_w = (2 / self.m) * np.dot(x, (y_pred - y).T)
            slope_c = (2 / self.m) * np.sum(y_pred - y)
            self.w = self.w - self.lr * slope_w
            self.c = self.c - self.lr * slope_c
            if i % 200 == 0:
                print(i, "mse", np.mean((y_pred - y) ** 2))

    def fit(self, y, x):
        self.m = x.shape[1]
        self.n = x.shape[0]
        self.w = np.zeros((self.n, 1))
        self.c = 0
        self.descend(y, x)
        return self.w, self.c


if __name__ == "__main__":
    x = np.random.rand(1, 500) * 100
    y = 5 * x + 3 + (np.random.randn(1, 500) * 0.1)

    fitter = LinearRegression()
    w, c = fitter.fit(y, x)
    print(w, c)
