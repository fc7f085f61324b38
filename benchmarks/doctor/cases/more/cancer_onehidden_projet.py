import numpy as np
from sklearn.datasets import load_breast_cancer

# ---- mini project: 1 hidden layer, breast cancer ----
X, Y = load_breast_cancer(return_X_y=True)
np.random.seed(8)
s = np.random.permutation(len(X))
X = X[s].T
Y = Y[s].reshape(1, -1)

ntr = 400
mean = X[:, :ntr].mean(axis=1, keepdims=True)
std = X[:, :ntr].std(axis=1, keepdims=True)
X = (X - mean) / std
Xtr, Ytr = X[:, :ntr], Y[:, :ntr]
Xte, Yte = X[:, ntr:], Y[:, ntr:]


def sig(z):
    return 1. / (1. + np.exp(-z))


def initialize_parameters(n_x, n_h, n_y):
    W1 = np.random.randn(n_h, n_x) * 0.1
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h) * 0.1
    b2 = np.zeros((n_y, 1))
    return W1, b1, W2, b2


def forward_propagation(X, W1, b1, W2, b2):
    A1 = np.tanh(np.dot(W1, X) + b1)
    A2 = sig(np.dot(W2, A1) + b2)
    return A1, A2


def compute_cost(A2, Y):
    m = Y.shape[1]
    logprobs = Y * np.log(A2) + (1 - Y) * np.log(A2)
    return -np.sum(logprobs) / m


def backward_propagation(X, Y, A1, A2, W2):
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return dW1, db1, dW2, db2


def nn_model(X, Y, n_h, alpha=0.3, num_iterations=800, print_cost=True):
    W1, b1, W2, b2 = initialize_parameters(X.shape[0], n_h, 1)
    for i in range(num_iterations):
        A1, A2 = forward_propagation(X, W1, b1, W2, b2)
        cost = compute_cost(A2, Y)
        dW1, db1, dW2, db2 = backward_propagation(X, Y, A1, A2, W2)
        W1 = W1 - alpha * dW1
        b1 = b1 - alpha * db1
        W2 = W2 - alpha * dW2
        b2 = b2 - alpha * db2
        if print_cost and i % 100 == 0:
            print("Cost after iteration", i, ":", cost)
    return W1, b1, W2, b2


def predict(X, params):
    A1, A2 = forward_propagation(X, *params)
    return np.argmax(A2, axis=0)


params = nn_model(Xtr, Ytr, 5)
print("Accuracy train: %.1f %%" % (100 * np.mean(predict(Xtr, params) == Ytr)))
print("Accuracy test:  %.1f %%" % (100 * np.mean(predict(Xte, params) == Yte)))
