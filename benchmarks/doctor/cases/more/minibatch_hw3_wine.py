import numpy as np
from sklearn.datasets import load_wine
np.random.seed(0)

# HW3 part b: mini-batch gradient descent
d = load_wine()
X = d.data
Y = np.zeros((len(X), 3))
for i in range(len(X)):
    Y[i, d.target[i]] = 1

X = (X - X.mean(0)) / X.std(0)
p = np.random.permutation(len(X))
X, Y = X[p], Y[p]
X_train, Y_train = X[:130], Y[:130]
X_val, Y_val = X[130:], Y[130:]

D, H, K = X.shape[1], 10, 3
W1 = np.random.randn(D, H) * np.sqrt(1. / D)
b1 = np.zeros((1, H))
W2 = np.random.randn(H, K) * np.sqrt(1. / H)
b2 = np.zeros((1, K))

lr = 0.1
bs = 16


def sigmoid(z): return 1 / (1 + np.exp(-z))
def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)
def forward(X):
    A1 = sigmoid(X @ W1 + b1)
    A2 = softmax(A1 @ W2 + b2)
    return A1, A2
def accuracy(X, Y):
    return np.mean(forward(X)[1].argmax(1) == Y.argmax(1))


for epoch in range(100):
    # shuffle
    np.random.shuffle(X_train)
    np.random.shuffle(Y_train)
    for k in range(0, len(X_train), bs):
        xb = X_train[k:k + bs]
        yb = Y_train[k:k + bs]
        m = len(xb)
        A1, A2 = forward(xb)
        dZ2 = (A2 - yb) / m
        dW2 = A1.T @ dZ2
        db2 = dZ2.sum(0, keepdims=True)
        dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
        dW1 = xb.T @ dZ1
        db1 = dZ1.sum(0, keepdims=True)
        W1 -= lr * dW1
        b1 -= lr * db1
        W2 -= lr * dW2
        b2 -= lr * db2
    if epoch % 10 == 0:
        P = forward(X_train)[1]
        print("epoch", epoch, "loss", -np.mean(np.log((P * Y_train).sum(1) + 1e-9)),
              "train", accuracy(X_train, Y_train), "val", accuracy(X_val, Y_val))

print("done, train", accuracy(X_train, Y_train), "val", accuracy(X_val, Y_val))
