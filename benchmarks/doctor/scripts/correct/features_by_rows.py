"""Is the digit five or more?  L-layer network, columns are the examples."""
import numpy as np
import matplotlib.pyplot as plt
from sklearn.datasets import load_digits


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def relu(Z):
    return np.maximum(0, Z)


def initialize_parameters(layer_dims):
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * np.sqrt(2 / layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def forward(X, parameters):
    L = len(parameters) // 2
    caches = {'A0': X}
    A = X
    for l in range(1, L):
        Z = np.dot(parameters['W' + str(l)], A) + parameters['b' + str(l)]
        A = relu(Z)
        caches['Z' + str(l)] = Z
        caches['A' + str(l)] = A
    ZL = np.dot(parameters['W' + str(L)], A) + parameters['b' + str(L)]
    AL = sigmoid(ZL)
    caches['Z' + str(L)] = ZL
    return AL, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    cost = -(1 / m) * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    return np.squeeze(cost)


def backward(AL, Y, parameters, caches):
    grads = {}
    L = len(parameters) // 2
    m = Y.shape[1]
    dZ = AL - Y
    for l in reversed(range(1, L + 1)):
        grads['dW' + str(l)] = (1 / m) * np.dot(dZ, caches['A' + str(l - 1)].T)
        grads['db' + str(l)] = (1 / m) * np.sum(dZ, axis=1, keepdims=True)
        if l > 1:
            dA = np.dot(parameters['W' + str(l)].T, dZ)
            dZ = dA * (caches['Z' + str(l - 1)] > 0)
    return grads


def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(L):
        parameters['W' + str(l + 1)] = parameters['W' + str(l + 1)] - learning_rate * grads['dW' + str(l + 1)]
        parameters['b' + str(l + 1)] = parameters['b' + str(l + 1)] - learning_rate * grads['db' + str(l + 1)]
    return parameters


def predict(X, parameters):
    AL, _ = forward(X, parameters)
    return (AL > 0.5).astype(int)


def L_layer_model(X, Y, layers_dims, learning_rate=0.6, num_iterations=160, print_cost=True):
    costs = []
    parameters = initialize_parameters(layers_dims)
    for i in range(num_iterations):
        AL, caches = forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = backward(AL, Y, parameters, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 20 == 0:
            print("Cost after iteration {}: {}".format(i, cost))
            costs.append(cost)
    return parameters, costs


np.random.seed(1)
digits = load_digits()
X = (digits.data / 16).T
Y = (digits.target >= 5).astype(int).reshape(1, -1)
train_x, test_x = X[:, :1000], X[:, 1000:]
train_y, test_y = Y[:, :1000], Y[:, 1000:]

parameters, costs = L_layer_model(train_x, train_y, [64, 20, 20, 1])
print("train accuracy:", np.mean(predict(train_x, parameters) == train_y))
print("test accuracy:", np.mean(predict(test_x, parameters) == test_y))

plt.plot(costs)
plt.ylabel('cost')
plt.show()
