import numpy as np
from sklearn.datasets import load_breast_cancer


def initialize_parameters_deep(layer_dims):
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    if activation == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
    elif activation == "tanh":
        A = np.tanh(Z)
    cache = (A_prev, W, b, A)
    return A, cache


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters['W' + str(l)], parameters['b' + str(l)], "tanh")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters['W' + str(L)], parameters['b' + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    AL = np.clip(AL, 1e-9, 1 - 1e-9)
    cost = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    return float(np.squeeze(cost))


def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    m = AL.shape[1]
    dZ = AL - Y
    for l in reversed(range(L)):
        A_prev, W, b, A = caches[l]
        grads["dW" + str(l + 1)] = np.dot(dZ, A_prev.T) / m
        grads["db" + str(l + 1)] = np.sum(dZ, axis=1, keepdims=True) / m
        if l > 0:
            dZ = np.dot(W.T, dZ) * (1 - A_prev ** 2)
    return grads


def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return parameters


data = load_breast_cancer()
order = np.random.permutation(len(data.target))
features = data.data[order]
labels = data.target[order]

X_train, X_test = features[:450].T, features[450:].T
Y_train, Y_test = labels[:450].reshape(1, -1), labels[450:].reshape(1, -1)

parameters = initialize_parameters_deep([30, 16, 8, 1])
for i in range(1500):
    AL, caches = L_model_forward(X_train, parameters)
    cost = compute_cost(AL, Y_train)
    grads = L_model_backward(AL, Y_train, caches)
    parameters = update_parameters(parameters, grads, 0.1)
    if i % 150 == 0:
        print("Cost after iteration %i: %f" % (i, cost))

p_test = (L_model_forward(X_test, parameters)[0] > 0.5).astype(int)
print("Test accuracy: ", np.mean(p_test == Y_test))
