import numpy as np
from sklearn.datasets import load_iris


class Perceptron(object):
    """Rosenblatt perceptron, setosa against versicolor"""

    def __init__(self, eta=0.1, n_iter=40):
        self.eta = eta
        self.n_iter = n_iter

    def net_input(self, x):
        return np.dot(x, self.w_[1:]) + self.w_[0]

    def predict(self, x):
        return np.where(self.net_input(x) >= 0.0, 1, 0)

    def fit(self, X, y):
        rng = np.random.RandomState(1)
        self.w_ = rng.normal(0.0, 0.01, size=X.shape[1] + 1)
        self.errors_ = []
        for _ in range(self.n_iter):
            errors = 0
            for xi, target in zip(X, y):
                error = target - self.predict(xi)
                update = self.eta * error
                self.w_[1:] += update * xi
                self.w_[0] += update
                errors += int(update != 0.0)
            self.errors_.append(errors)
        return self


iris = load_iris()
X = iris.data[:100, [0, 2]]
names = iris.target_names[iris.target[:100]]
y = np.where(names == 'setosa', -1, 1)

order = np.random.RandomState(0).permutation(len(X))
X, y = X[order], y[order]

ppn = Perceptron(eta=0.1, n_iter=40)
ppn.fit(X, y)

print('errors per epoch', ppn.errors_)
print('weights', ppn.w_)
correct = 0
for xi, target in zip(X, y):
    if np.sign(ppn.net_input(xi)) == target:
        correct += 1
print(correct, 'of', len(X), 'on the right side')
