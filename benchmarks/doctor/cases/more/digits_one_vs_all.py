# ex3: one-vs-all for the digits, label 10 stands for the zero as in the Octave data
import numpy as np
from sklearn.datasets import load_digits

np.random.seed(4)

digits = load_digits()
order = np.random.permutation(len(digits.target))
X = digits.data[order] / 16
labels = digits.target[order].reshape(-1, 1)
Y = np.where(labels == 0, 10, labels)

X = np.insert(X, 0, 1, axis=1)          # insert 1 before index 0 as a column
m_train = 1200
X_train, Y_train = X[:m_train], Y[:m_train]
X_test, Y_test = X[m_train:], Y[m_train:]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost(theta, X, y, lam):
    m = len(y)
    h = sigmoid(X @ theta)
    J = -(y * np.log(h) + (1 - y) * np.log(1 - h)).sum() / m
    return J + lam / (2 * m) * (theta[1:] ** 2).sum()


def gradient(theta, X, y, lam):
    m = len(y)
    grad = X.T @ (sigmoid(X @ theta) - y) / m
    reg = lam / m * theta
    reg[0] = 0
    return grad + reg


num_labels = 10
lam = 0.1
all_theta = np.zeros((num_labels, X.shape[1]))
for c in range(1, num_labels + 1):
    theta = np.zeros((X.shape[1], 1))
    y = (Y_train == c).astype(int)
    for it in range(400):
        theta = theta - 1.5 * gradient(theta, X_train, y, lam)
    print("class", c % 10, "cost", round(cost(theta, X_train, y, lam), 4))
    all_theta[c - 1] = theta.T


def predict_one_vs_all(all_theta, X):
    return (np.argmax(sigmoid(X @ all_theta.T), axis=1) + 1).reshape(-1, 1)


print("Training Set Accuracy:", np.mean(predict_one_vs_all(all_theta, X_train) == Y_train) * 100)
print("Test Set Accuracy:", np.mean(predict_one_vs_all(all_theta, X_test) == Y_test) * 100)
