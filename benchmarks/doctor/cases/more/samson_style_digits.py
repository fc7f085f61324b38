import numpy as np
from sklearn.datasets import load_digits

np.random.seed(11)
d = load_digits()
data = np.column_stack([d.target, d.data]).astype(float)
np.random.shuffle(data)

data_dev = data[:300].T
Y_dev = data_dev[0].astype(int)
X_dev = data_dev[1:]
data_train = data[300:].T
Y_train = data_train[0].astype(int)
X_train = data_train[1:]
_, m = X_train.shape


def init_params():
    W1 = np.random.randn(20, 64)
    b1 = np.random.randn(20, 1)
    W2 = np.random.randn(10, 20)
    b2 = np.random.randn(10, 1)
    return W1, b1, W2, b2


def ReLU(Z):
    return np.maximum(Z, 0)


def softmax(Z):
    Z = Z - np.max(Z, axis=0)
    return np.exp(Z) / sum(np.exp(Z))


def forward_prop(W1, b1, W2, b2, X):
    Z1 = W1.dot(X) + b1
    A1 = ReLU(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2


def one_hot(Y):
    H = np.zeros((Y.size, 10))
    H[np.arange(Y.size), Y] = 1
    return H.T


def backward_prop(Z1, A1, Z2, A2, W2, X, Y):
    dZ2 = A2 - one_hot(Y)
    dW2 = 1 / m * dZ2.dot(A1.T)
    db2 = 1 / m * np.sum(dZ2)
    dZ1 = W2.T.dot(dZ2) * (Z1 > 0)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * np.sum(dZ1)
    return dW1, db1, dW2, db2


def update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    W1 = W1 - alpha * dW1
    db1 = b1 - alpha * db1
    W2 = W2 - alpha * dW2
    db2 = b2 - alpha * db2
    return W1, b1, W2, b2


def gradient_descent(X, Y, alpha, iterations):
    W1, b1, W2, b2 = init_params()
    for i in range(iterations):
        Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X)
        dW1, db1, dW2, db2 = backward_prop(Z1, A1, Z2, A2, W2, X, Y)
        W1, b1, W2, b2 = update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha)
        if i % 50 == 0:
            print("Iteration:", i, "accuracy", np.mean(np.argmax(A2, 0) == Y))
    return W1, b1, W2, b2


W1, b1, W2, b2 = gradient_descent(X_train, Y_train, 0.1, 300)
dev_pred = np.argmax(forward_prop(W1, b1, W2, b2, X_dev)[3], 0)
print("dev accuracy", np.mean(dev_pred == Y_dev))
