from enum import Enum
import numpy as np
from math import exp
from sklearn.datasets import load_iris


class GDType(Enum):
    GD = 1
    SGD = 2


class LogisticRegression:
    def __init__(self, gd_type=GDType.GD, learning_rate=0.1, num_iterations=400):
        self.gd_type = gd_type
        self.learning_rate = learning_rate
        self.num_iterations = num_iterations

    def __prob(self, x, b):
        return 1 / (1 + exp(-b.dot(x)))

    def __gd_step(self, X, y):
        grad = np.zeros(self.p)
        for j in range(self.p):
            for i in range(self.m):
                grad[j] += (self.__prob(X[i], self.b) - y[i]) * X[i, j]
        return grad

    def __gd(self, X, y):
        for i in range(self.num_iterations):
            dl = self.__gd_step(X, y)
            self.b -= (self.learning_rate / float(self.m)) * dl
            if i % 50 == 0:
                print(i, self.b)

    def fit(self, X, y):
        X = np.column_stack((np.ones(X.shape[0]).T, X))  # 1's column for the bias
        self.m = X.shape[0]
        self.p = X.shape[1]
        self.b = np.zeros(self.p)
        self.__gd(X, y)

    def predict(self, X):
        X = np.column_stack((np.ones(X.shape[0]).T, X))
        return np.array([1 if self.__prob(x, self.b) >= 0.5 else 0 for x in X])


iris = load_iris()
X = iris.data[:, :2]
y = (iris.target != 0) * 1

lr = LogisticRegression()
lr.fit(X, y)
print('coefficients', lr.b)
print('accuracy', (lr.predict(X) == y).mean())
