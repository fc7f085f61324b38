import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * np.sqrt(2 / layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
    cache = (A_prev, W, b, Z)
    return A, cache


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters['W' + str(l)], parameters['b' + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters['W' + str(L)], parameters['b' + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    cost = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    return np.squeeze(cost)


def linear_backward(dZ, cache):
    A_prev, W, b, Z = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    # output layer
    dZ = dAL * AL * (1 - AL)
    dA, grads["dW" + str(L)], grads["db" + str(L)] = linear_backward(dZ, caches[L - 1])
    # hidden layers
    for l in reversed(range(L - 1)):
        dZ = np.array(dA, copy=True)
        dZ[caches[l][3] <= 0] = 0
        dA, grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_backward(dZ, caches[l])
    return grads


def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2  # number of layers in the neural network
    for l in range(1, L + 1):
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]
    return parameters


def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
    costs = []
    parameters = initialize_parameters_deep(layers_dims)
    for i in range(0, num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 100 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
            costs.append(cost)
    return parameters, costs


def predict(X, parameters):
    probas, _ = L_model_forward(X, parameters)
    return (probas > 0.5).astype(int)


cancer = load_breast_cancer()
rng = np.random.RandomState(0)
idx = rng.permutation(len(cancer.target))
scaler = StandardScaler().fit(cancer.data[idx[:400]])
X_train = scaler.transform(cancer.data[idx[:400]]).T
Y_train = cancer.target[idx[:400]].reshape(1, -1)
X_test = scaler.transform(cancer.data[idx[400:]]).T
Y_test = cancer.target[idx[400:]].reshape(1, -1)

parameters, costs = L_layer_model(X_train, Y_train, [30, 16, 8, 4, 1], learning_rate=0.05,
                                  num_iterations=1000, print_cost=True)
print("Train accuracy:", np.mean(predict(X_train, parameters) == Y_train))
print("Test accuracy:", np.mean(predict(X_test, parameters) == Y_test))
