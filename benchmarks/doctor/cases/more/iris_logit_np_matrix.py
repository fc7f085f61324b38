# Assignment 2 - logistic regression with np.matrix, setosa+versicolor against virginica
import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
X = np.matrix(iris.data)
y = np.matrix((iris.target == 2).astype(float)).T
m, n = X.shape

mu = np.mean(X, axis=0)
sigma = np.std(X, axis=0)
X = (X - mu) / sigma
X = np.hstack((np.matrix(np.ones((m, 1))), X))

theta = np.matrix(np.zeros((n + 1, 1)))


def g(z):
    return 1.0 / (1.0 + np.exp(-z))


def cost(theta, X, y, lam):
    h = g(X * theta)
    reg = lam / (2.0 * m) * (theta[1:].T * theta[1:])[0, 0]
    J = (-y.T * np.log(h) - (1 - y).T * np.log(1 - h)) / m
    return J[0, 0] + reg


def grad(theta, X, y, lam):
    h = g(X * theta)
    d = X.T * (h - y) / m
    d[1:] = d[1:] + lam / m * theta[1:]     # theta_0 is not regularised
    return d


alpha = 0.5
lam = 1.0
J_hist = []
for k in range(1500):
    theta = theta - alpha * grad(theta, X, y, lam)
    J_hist.append(cost(theta, X, y, lam))
    if k % 250 == 0:
        print('k =', k, ' J =', J_hist[-1])

print('theta:', theta.T)
p = g(X * theta) >= 0.5
print('accuracy:', np.mean(p == y))
