import numpy as np
from sklearn.datasets import load_diabetes


class LinReg:
    def __init__(self, eta=0.05, n_iter=5000, tol=1e-8):
        self.eta = eta
        self.n_iter = n_iter
        self.tol = tol

    def fit(self, X, y):
        self.w_ = np.zeros(X.shape[1])
        self.b_ = 0.0
        last = np.inf
        for i in range(self.n_iter):
            residual = y - self.predict(X)
            cost = (residual ** 2).mean() / 2
            if i % 20 == 0:
                print(i, cost)
            if abs(last - cost) < self.tol:
                print("converged after", i, "iterations, cost", cost)
                break
            last = cost
            self.w_ = self.w_ + self.eta * X.T.dot(residual) / len(y)
            self.b_ = self.b_ + self.eta * residual.mean()
        return self

    def predict(self, X):
        return X.dot(self.w_) + self.b_


X, y = load_diabetes(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = (y - y.mean()) / y.std()

model = LinReg().fit(X, y)
best = np.linalg.lstsq(np.c_[np.ones(len(X)), X], y, rcond=None)[0]
print("mine   ", np.round(model.w_, 3))
print("lstsq  ", np.round(best[1:], 3))
