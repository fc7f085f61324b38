import numpy as np
from sklearn.datasets import make_circles

X, t = make_circles(n_samples=240, factor=0.4, noise=0.08)
X, t = X.T, t[None, :]                      # columns = samples

n_x, n_h, n_y = 2, 2, 1
W1 = np.random.randn(n_h, n_x)
b1 = np.zeros((n_h, 1))
W2 = np.random.randn(n_y, n_h)
b2 = np.zeros((n_y, 1))
m = X.shape[1]
alpha = 1.0

for i in range(6000):
    A1 = np.tanh(np.dot(W1, X) + b1)
    A2 = 1. / (1. + np.exp(-(np.dot(W2, A1) + b2)))
    if i % 1000 == 0:
        cost = -np.sum(t * np.log(A2) + (1 - t) * np.log(1 - A2)) / m
        print("Cost after iteration %i: %f" % (i, cost))
    dZ2 = A2 - t
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(W2.T, dZ2) * (1 - A1 ** 2)
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    W1 = W1 - alpha * dW1
    b1 = b1 - alpha * db1
    W2 = W2 - alpha * dW2
    b2 = b2 - alpha * db2

guess = (A2 > 0.5).astype(int)
print("Accuracy:", 100 * np.mean(guess == t), "%")
print("inner ring", 100 * np.mean(guess[t == 1] == 1), "outer ring", 100 * np.mean(guess[t == 0] == 0))
