import numpy as np
from sklearn.datasets import load_iris


class Perceptron(object):
    """Perceptron classifier.

    eta : learning rate
    n_iter : passes over the training set
    """

    def __init__(self, eta=0.1, n_iter=15):
        self.eta = eta
        self.n_iter = n_iter

    def fit(self, X, y):
        rgen = np.random.RandomState(1)
        self.w_ = rgen.normal(loc=0.0, scale=0.01, size=X.shape[1])
        self.b_ = 0.0
        self.errors_ = []
        for _ in range(self.n_iter):
            errors = 0
            for xi, target in zip(X, y):
                if self.predict(xi) != target:
                    self.w_ += self.eta * target * xi
                    self.b_ += self.eta * target
                    errors += 1
            self.errors_.append(errors)
            print('misclassified in this epoch:', errors)
        return self

    def net_input(self, X):
        return np.dot(X, self.w_) + self.b_

    def predict(self, X):
        return np.where(self.net_input(X) >= 0.0, 1, -1)


iris = load_iris()
# sepal length and petal length of setosa and versicolor
X = iris.data[:100, [0, 2]]
y = iris.target[:100]

ppn = Perceptron(eta=0.1, n_iter=15)
ppn.fit(X, y)
print('accuracy', np.mean(ppn.predict(X) == y))
