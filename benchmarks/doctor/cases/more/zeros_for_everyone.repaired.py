import numpy as np
from sklearn.datasets import make_blobs


def initialize_parameters(layer_dims):
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def forward(X, parameters):
    cache = {'A0': X}
    L = len(parameters) // 2
    for l in range(1, L + 1):
        Z = parameters['W' + str(l)] @ cache['A' + str(l - 1)] + parameters['b' + str(l)]
        if l < L:
            cache['A' + str(l)] = np.tanh(Z)
        else:
            E = np.exp(Z - Z.max(axis=0))
            cache['A' + str(l)] = E / E.sum(axis=0)
    return cache['A' + str(L)], cache


def backward(AL, Y, parameters, cache):
    grads = {}
    m = Y.shape[1]
    L = len(parameters) // 2
    dZ = AL - Y
    for l in range(L, 0, -1):
        grads['dW' + str(l)] = dZ @ cache['A' + str(l - 1)].T / m
        grads['db' + str(l)] = dZ.sum(axis=1, keepdims=True) / m
        if l > 1:
            dZ = parameters['W' + str(l)].T @ dZ * (1 - cache['A' + str(l - 1)] ** 2)
    return grads


def model(X, Y, layer_dims, learning_rate, num_iterations):
    parameters = initialize_parameters(layer_dims)
    for i in range(num_iterations):
        AL, cache = forward(X, parameters)
        grads = backward(AL, Y, parameters, cache)
        for l in range(1, len(layer_dims)):
            parameters['W' + str(l)] -= learning_rate * grads['dW' + str(l)]
            parameters['b' + str(l)] -= learning_rate * grads['db' + str(l)]
        if i % 100 == 0:
            cost = -np.mean(np.sum(Y * np.log(AL), axis=0))
            print("Cost after iteration {}: {}".format(i, cost))
    return parameters


pts, label = make_blobs(n_samples=300, centers=[[-2, 0], [2, 0], [0, 3], [0, -3]], cluster_std=0.7)
X = pts.T
Y = np.eye(4)[label].T

parameters = model(X, Y, [2, 8, 8, 4], 0.3, 1000)
predictions = forward(X, parameters)[0].argmax(axis=0)
print("Accuracy:", np.mean(predictions == label))
