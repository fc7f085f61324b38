# Exercise 3 of the machine learning course, in Python. As in the Octave version the digit zero has the label 10.
import numpy as np
from sklearn.datasets import load_digits

np.random.seed(0)
data = load_digits()
X = data.data / 16.0
y = data.target.copy()
y[y == 0] = 10
shuffled = np.random.permutation(X.shape[0])
X, y = X[shuffled], y[shuffled]

num_labels = 10
lam = 0.1


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def add_ones(X):
    return np.column_stack((np.ones(X.shape[0]), X))


def lr_cost_function(theta, X, y, lam):
    m = len(y)
    h = sigmoid(X.dot(theta))
    J = (-y.dot(np.log(h)) - (1 - y).dot(np.log(1 - h))) / m + lam / (2 * m) * np.sum(theta[1:] ** 2)
    grad = X.T.dot(h - y) / m
    grad[1:] += lam / m * theta[1:]
    return J, grad


def gradient_descent(theta, X, y, lam, alpha=1.5, iters=400):
    for _ in range(iters):
        J, grad = lr_cost_function(theta, X, y, lam)
        theta = theta - alpha * grad
    return theta, J


def one_vs_all(X, y, num_labels, lam):
    A = add_ones(X)
    all_theta = np.zeros((num_labels, A.shape[1]))
    for c in range(1, num_labels + 1):
        all_theta[c - 1], J = gradient_descent(np.zeros(A.shape[1]), A, (y == c).astype(float), lam)
        print("classifier %2d  cost %.5f" % (c, J))
    return all_theta


def predict_one_vs_all(all_theta, X):
    return np.argmax(add_ones(X).dot(all_theta.T), axis=1) + 1


all_theta = one_vs_all(X[:1200], y[:1200], num_labels, lam)
print("Training accuracy: %.1f %%" % (100 * np.mean(predict_one_vs_all(all_theta, X[:1200]) == y[:1200])))
accuracy = np.mean(predict_one_vs_all(all_theta, X[1200:]) == y[1200:])
print("Accuracy on the rest: %.1f %%" % (100 * accuracy))
