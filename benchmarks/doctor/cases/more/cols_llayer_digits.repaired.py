import numpy as np
from sklearn.datasets import load_digits


def load_data(seed=1):
    np.random.seed(seed)
    d = load_digits()
    order = np.random.permutation(d.data.shape[0])
    X = d.data[order].T / 16.
    Y = np.zeros((10, X.shape[1]))
    Y[d.target[order], np.arange(X.shape[1])] = 1
    return X[:, :1400], Y[:, :1400], X[:, 1400:], Y[:, 1400:]


def initialize_parameters_deep(layer_dims):
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def linear_forward(A, W, b):
    Z = np.dot(W, A) + b
    cache = (A, W, b)
    return Z, cache


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "tanh":
        A = np.tanh(Z)
    elif activation == "softmax":
        e = np.exp(Z - np.max(Z, axis=0, keepdims=True))
        A = e / np.sum(e, axis=0, keepdims=True)
    return A, (linear_cache, A)


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters['W' + str(l)], parameters['b' + str(l)], "tanh")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters['W' + str(L)], parameters['b' + str(L)], "softmax")
    caches.append(cache)
    return AL, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    return np.squeeze(-np.sum(Y * np.log(AL + 1e-12)) / m)


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    linear_cache, _ = caches[L - 1]
    dA, grads['dW' + str(L)], grads['db' + str(L)] = linear_backward(AL - Y, linear_cache)
    for l in reversed(range(L - 1)):
        linear_cache, A = caches[l]
        dZ = dA * (1 - np.power(A, 2))
        dA, grads['dW' + str(l + 1)], grads['db' + str(l + 1)] = linear_backward(dZ, linear_cache)
    return grads


def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(1, L + 1):
        parameters['W' + str(l)] -= learning_rate * grads['dW' + str(l)]
        parameters['b' + str(l)] -= learning_rate * grads['db' + str(l)]
    return parameters


def accuracy(X, Y, parameters):
    AL, _ = L_model_forward(X, parameters)
    guess = np.argmax(AL, axis=0)
    truth = np.argmax(Y, axis=0)
    return np.mean(guess == truth)


def L_layer_model(X, Y, layers_dims, learning_rate=0.5, num_iterations=800, print_cost=True):
    parameters = initialize_parameters_deep(layers_dims)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 100 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    return parameters


train_x, train_y, test_x, test_y = load_data()
parameters = L_layer_model(train_x, train_y, [64, 30, 20, 10])
print("Train accuracy:", accuracy(train_x, train_y, parameters))
print("Test accuracy:", accuracy(test_x, test_y, parameters))
