import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
data = np.column_stack((digits.target, digits.data)).astype(float)
np.random.shuffle(data)
m, n = data.shape

data_dev = data[0:300].T
Y_dev = data_dev[0].astype(int)
X_dev = data_dev[1:n] / 16

data_train = data[300:m].T
Y_train = data_train[0].astype(int)
X_train = data_train[1:n] / 16


def init_params():
    W1 = np.random.rand(10, 64) - 0.5
    b1 = np.random.rand(10, 1) - 0.5
    W2 = np.random.rand(10, 10) - 0.5
    b2 = np.random.rand(10, 1) - 0.5
    return W1, b1, W2, b2


def ReLU(Z):
    return np.maximum(Z, 0)


def softmax(Z):
    A = np.exp(Z - Z.max(axis=0))
    return A / A.sum(axis=0)


def forward_prop(W1, b1, W2, b2, X):
    Z1 = W1.dot(X) + b1
    A1 = ReLU(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2


def one_hot(Y):
    out = np.zeros((Y.size, 10))
    out[np.arange(Y.size), Y] = 1
    return out.T


def back_prop(Z1, A1, A2, W2, X, Y):
    k = Y.size
    dZ2 = A2 - one_hot(Y)
    dW2 = 1 / k * dZ2.dot(A1.T)
    db2 = 1 / k * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2.T.dot(dZ2) * (Z1 > 0)
    dW1 = 1 / k * dZ1.dot(X.T)
    db1 = 1 / k * np.sum(dZ1, axis=1, keepdims=True)
    return dW1, db1, dW2, db2


def update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    W1 = W1 - alpha * dW1
    b1 = b1 - alpha * db1
    W2 = W2 - alpha * dW2
    b2 = b2 - alpha * db2
    return W1, b1, W2, b2


def get_accuracy(A2, Y):
    return np.sum(np.argmax(A2, 0) == Y) / Y.size


def gradient_descent(X, Y, iterations, alpha):
    W1, b1, W2, b2 = init_params()
    for i in range(iterations + 1):
        Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X)
        dW1, db1, dW2, db2 = back_prop(Z1, A1, A2, W2, X, Y)
        W1, b1, W2, b2 = update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha)
        if i % 50 == 0:
            print("Iteration:", i, "Accuracy:", get_accuracy(A2, Y))
    return W1, b1, W2, b2


W1, b1, W2, b2 = gradient_descent(X_train, Y_train, 500, 0.2)
print("dev", get_accuracy(forward_prop(W1, b1, W2, b2, X_dev)[-1], Y_dev))
