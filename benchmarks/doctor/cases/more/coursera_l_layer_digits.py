import numpy as np
from sklearn.datasets import load_digits

# "Building your deep neural network: step by step", changed to softmax for the digits
# all matrices are features x examples

np.random.seed(1)


def initialize_parameters_deep(layer_dims):
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * np.sqrt(2 / layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    if activation == 'relu':
        A = np.maximum(0, Z)
    else:
        t = np.exp(Z - Z.max(axis=0, keepdims=True))
        A = t / t.sum(axis=0, keepdims=True)
    return A, ((A_prev, W, b), Z)


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters['W' + str(l)], parameters['b' + str(l)], 'relu')
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters['W' + str(L)], parameters['b' + str(L)], 'softmax')
    caches.append(cache)
    return AL, caches


def compute_cost(AL, Y):
    return -np.sum(Y * np.log(AL + 1e-10)) / Y.shape[1]


def linear_backward(dZ, linear_cache):
    A_prev, W, b = linear_cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


def relu_backward(dA, activation_cache):
    Z = activation_cache
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dZ = AL - Y
    dA, grads['dW' + str(L)], grads['db' + str(L)] = linear_backward(dZ, caches[L - 1][0])
    for l in reversed(range(L - 1)):
        linear_cache, _ = caches[l]
        activation_cache = caches[l - 1][1]
        dZ = relu_backward(dA, activation_cache)
        dA, grads['dW' + str(l + 1)], grads['db' + str(l + 1)] = linear_backward(dZ, linear_cache)
    return grads


def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l + 1)] -= learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] -= learning_rate * grads["db" + str(l + 1)]
    return parameters


def L_layer_model(X, Y, layers_dims, learning_rate=0.1, num_iterations=400, print_cost=False):
    parameters = initialize_parameters_deep(layers_dims)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 50 == 0:
            print("Cost after iteration {}: {}".format(i, np.round(compute_cost(AL, Y), 5)))
    return parameters


digits = load_digits()
X = digits.data.T / 16.0 - 0.3
labels = digits.target
Y = np.eye(10)[labels].T
train_x, train_y, test_x = X[:, :1200], Y[:, :1200], X[:, 1200:]

parameters = L_layer_model(train_x, train_y, [64, 10, 10, 10, 10], print_cost=True)
train_pred = L_model_forward(train_x, parameters)[0].argmax(axis=0)
test_pred = L_model_forward(test_x, parameters)[0].argmax(axis=0)
print("train accuracy", np.mean(train_pred == labels[:1200]), " test accuracy", np.mean(test_pred == labels[1200:]))
