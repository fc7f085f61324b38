# Seminar task 2: Adaline, batch gradient descent (after the book of Raschka)
import numpy as np
from sklearn.datasets import load_wine

wine = load_wine()
keep = wine.target < 2
X = wine.data[keep][:, [0, 9]]     # alcohol and colour
y = np.where(wine.target[keep] == 0, -1, 1)

X_std = np.copy(X)
X_std[:, 0] = (X[:, 0] - X[:, 0].mean()) / X[:, 0].std()
X_std[:, 1] = (X[:, 1] - X[:, 1].mean()) / X[:, 1].std()


class AdalineGD(object):

    def __init__(self, eta=0.01, n_iter=50, random_state=1):
        self.eta = eta
        self.n_iter = n_iter
        self.random_state = random_state

    def fit(self, X, y):
        rgen = np.random.RandomState(self.random_state)
        self.w_ = rgen.normal(loc=0.0, scale=0.01, size=1 + X.shape[1])
        self.cost_ = []
        for i in range(self.n_iter):
            output = self.activation(self.net_input(X))
            errors = y - output
            self.w_[1:] += self.eta * X.T.dot(errors)
            self.w_[0] += self.eta * errors.sum()
            cost = (errors ** 2).sum() / 2.0
            self.cost_.append(cost)
        return self

    def net_input(self, X):
        return np.dot(X, self.w_[1:]) + self.w_[0]

    def activation(self, X):
        return X

    def predict(self, X):
        return np.where(self.activation(self.net_input(X)) >= 0.0, 1, -1)


ada = AdalineGD(n_iter=30, eta=0.005)
ada.fit(X_std, y)

for i, c in enumerate(ada.cost_):
    if i % 5 == 0:
        print("epoch %2d   SSE %.4g" % (i, c))

print("weights:", ada.w_)
print("accuracy: %.3f" % np.mean(ada.predict(X_std) == y))
