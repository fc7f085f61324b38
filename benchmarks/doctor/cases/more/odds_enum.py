from enum import Enum
from math import exp

import numpy as np


class GDType(Enum):
    GD = 1
    SGD = 2


class LogisticRegression:

    def __init__(self, gd_type=GDType.GD, learning_rate=0.1, num_iterations=300):
        self.gd_type = gd_type
        self.learning_rate = learning_rate
        self.num_iterations = num_iterations

    def __odds(self, x, b):
        return exp(b.dot(x)) / float(exp(1 + b.dot(x)))

    def __gd_step(self, X, y):
        grad = np.zeros(self.p)
        for j in range(self.p):
            for i in range(self.m):
                grad[j] += self.__odds(X[i], self.b) - y[i]
            grad[j] *= X[i, j]
        return grad

    def __gd(self, X, y):
        for i in range(self.num_iterations):
            dl = self.__gd_step(X, y)
            self.b -= (self.learning_rate / float(self.m)) * dl
            if i % 30 == 0:
                print(i, self.b)

    def fit(self, X, y):
        X = np.column_stack((np.ones(X.shape[0]).T, X))  # 1's column for the bias
        self.m = X.shape[0]
        self.p = X.shape[1]
        self.b = np.zeros(self.p)
        if self.gd_type == GDType.GD:
            self.__gd(X, y)
        else:
            raise NotImplementedError("SGD comes later")
        print(self.b)

    def predict(self, X):
        X = np.column_stack((np.ones(X.shape[0]).T, X))
        return np.array([1 if self.__odds(x, self.b) > 0.5 else 0 for x in X])


# two measurements of three kinds of flowers, the first kind against the rest
np.random.seed(4)
X = np.vstack([
    np.random.randn(40, 2) * [0.35, 0.38] + [5.0, 3.4],
    np.random.randn(40, 2) * [0.50, 0.31] + [5.9, 2.8],
    np.random.randn(40, 2) * [0.60, 0.32] + [6.6, 3.0],
])
target = np.repeat([0, 1, 2], 40)
shuffled = np.random.permutation(len(X))
X, target = X[shuffled], target[shuffled]
y = (target != 0) * 1

lr = LogisticRegression()
lr.fit(X, y)
print("accuracy", np.mean(lr.predict(X) == y))
