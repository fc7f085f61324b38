import numpy as np
from sklearn.datasets import load_digits

# my first neural network, the functions are from the course, I only exchanged
# the sigmoid at the end for a softmax because there are 10 digits


def initialize_parameters(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * np.sqrt(2.0 / layer_dims[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def relu(z):
    return np.maximum(0, z), z


def softmax(z):
    exps = np.exp(z - z.max())
    return exps / np.sum(exps), z


def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


def softmax_backward(dA, Z):
    s, _ = softmax(Z)
    # the whole jacobian, one column after the other
    dZ = np.zeros_like(dA)
    for i in range(dA.shape[1]):
        x = s[:, i].reshape(-1, 1)
        jacobian = np.diagflat(x) - np.dot(x, x.T)
        dZ[:, i] = np.dot(jacobian, dA[:, i])
    return dZ


def linear_forward(A, W, b):
    Z = np.dot(W, A) + b
    return Z, (A, W, b)


def linear_activ_forward(A_prev, W, b, activation):
    Z, linCache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A, zCache = relu(Z)
    else:
        A, zCache = softmax(Z)
    return A, linCache, zCache


def L_model_forward(X, parameters):
    linCaches = []
    zCaches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, lc, zc = linear_activ_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        linCaches.append(lc)
        zCaches.append(zc)
    Al, lc, zc = linear_activ_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "softmax")
    linCaches.append(lc)
    zCaches.append(zc)
    return Al, linCaches, zCaches


def compute_cost(Al, Y):
    m = Y.shape[1]
    return -np.sum(Y * np.log(Al + 1e-9)) / m


def linear_backward(dZ, linCache):
    A_prev, W, b = linCache
    m = A_prev.shape[1]
    dW = (1 / m) * np.dot(dZ, A_prev.T)
    db = (1 / m) * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


def L_model_backward(Al, Y, linCaches, zCaches):
    grads = {}
    L = len(linCaches)
    dAl = -Y / (Al + 1e-9)
    dZ = softmax_backward(dAl, zCaches[L - 1])
    dA, grads["dW" + str(L)], grads["db" + str(L)] = linear_backward(dZ, linCaches[L - 1])
    for l in reversed(range(L - 1)):
        dZ = relu_backward(dA, zCaches[l])
        dA, grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_backward(dZ, linCaches[l])
    return grads


def update_parameters(parameters, grads, learning_rate):
    for l in range(len(parameters) // 2):
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return parameters


def model(X, y, layer_dims, learning_rate=0.3, epochs=200, print_cots=True):
    parameters = initialize_parameters(layer_dims)
    for i in range(epochs):
        Al, linCaches, zCaches = L_model_forward(X, parameters)
        cost = compute_cost(Al, y)
        grads = L_model_backward(Al, y, linCaches, zCaches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cots and i % 20 == 0:
            print("Cost after epoch", i, cost)
    return parameters


digits = load_digits()
X = digits.data[:500].T / 16.0
Y = np.eye(10)[digits.target[:500]].T
x_test = digits.data[500:].T / 16.0
y_test = digits.target[500:]

parameters = model(X, Y, [64, 32, 10])
Al, _, _ = L_model_forward(x_test, parameters)
print("sum of all probabilities of one image:", Al[:, 0].sum())
print("test accuracy:", np.mean(np.argmax(Al, axis=0) == y_test))
