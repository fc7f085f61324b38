import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

# column-wise like in the deeplearning.ai course, one example per column

data = load_breast_cancer()
Xa, Xb, ya, yb = train_test_split(data.data, data.target, test_size=0.2, random_state=5)
mu, sigma = Xa.mean(axis=0), Xa.std(axis=0)
X_tr = ((Xa - mu) / sigma).T
X_te = ((Xb - mu) / sigma).T
Y_tr = ya.reshape(1, -1)
Y_te = yb.reshape(1, -1)
print(X_tr.shape, Y_tr.shape)


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * np.sqrt(2 / layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def L_model_forward(X, parameters):
    A = X
    caches = []
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A_prev = A
        Z = np.dot(parameters['W' + str(l)], A_prev) + parameters['b' + str(l)]
        A = np.maximum(0, Z) if l < L else 1 / (1 + np.exp(-Z))
        caches.append((A_prev, Z))
    return A, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    AL = np.clip(AL, 1e-10, 1 - 1e-10)
    return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m


def L_model_backward(AL, Y, caches, parameters):
    grads = {}
    m = Y.shape[1]
    L = len(caches)
    dZ = AL - Y
    for l in range(L, 0, -1):
        A_prev, Z = caches[l - 1]
        grads['dW' + str(l)] = np.dot(dZ, A_prev.T) / m
        grads['db' + str(l)] = np.sum(dZ, axis=1, keepdims=True) / m
        if l > 1:
            dA = np.dot(parameters['W' + str(l)].T, dZ)
            dZ = dA * (caches[l - 2][1] > 0)
    return grads


def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(1, L + 1):
        parameters['W' + str(l)] = parameters['W' + str(l)] - learning_rate * grads['dW' + str(l)]
        parameters['b' + str(l)] = parameters['b' + str(l)] - learning_rate * grads['db' + str(l)]
    return parameters


def predict(X, parameters):
    AL, _ = L_model_forward(X, parameters)
    return (AL > 0.5).astype(int)


params = initialize_parameters_deep([30, 10, 5, 1])
for i in range(801):
    AL, caches = L_model_forward(X_tr, params)
    cost = compute_cost(AL, Y_tr)
    grads = L_model_backward(AL, Y_tr, caches, params)
    params = update_parameters(params, grads, 0.1)
    if i % 100 == 0:
        print("Cost after iteration {}: {}".format(i, np.squeeze(cost)))

print("train accuracy", np.mean(predict(X_tr, params) == Y_tr))
print("test accuracy", np.mean(predict(X_te, params) == Y_te))
