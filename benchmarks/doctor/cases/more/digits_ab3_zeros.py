import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

# Assignment 3b: 2-layer network on digits


def init_params(n_x, n_h, n_y):
    np.random.seed(1)
    params = {
        "W1": np.zeros((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": np.zeros((n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }
    return params


def relu(Z):
    return np.maximum(0, Z)


def softmax(Z):
    expZ = np.exp(Z - Z.max(axis=0, keepdims=True))
    return expZ / expZ.sum(axis=0, keepdims=True)


def forward(X, params):
    Z1 = np.dot(params["W1"], X) + params["b1"]
    A1 = relu(Z1)
    Z2 = np.dot(params["W2"], A1) + params["b2"]
    A2 = softmax(Z2)
    cache = (Z1, A1, Z2, A2)
    return A2, cache


def compute_cost(A2, Y):
    m = Y.shape[1]
    return -np.sum(Y * np.log(A2 + 1e-10)) / m


def backward(params, cache, X, Y):
    m = X.shape[1]
    Z1, A1, Z2, A2 = cache
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(params["W2"].T, dZ2) * (Z1 > 0)
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def update(params, grads, lr):
    for k in params:
        params[k] = params[k] - lr * grads[k]
    return params


def model(X, Y, n_h=32, lr=0.5, num_iterations=500):
    params = init_params(X.shape[0], n_h, Y.shape[0])
    for i in range(num_iterations):
        A2, cache = forward(X, params)
        cost = compute_cost(A2, Y)
        grads = backward(params, cache, X, Y)
        params = update(params, grads, lr)
        if i % 100 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    return params


digits = load_digits()
X_train, X_test, y_train, y_test = train_test_split(digits.data / 16.0, digits.target, test_size=0.2, random_state=0)
X_train, X_test = X_train.T, X_test.T
Y_train = np.eye(10)[y_train].T

params = model(X_train, Y_train)

A_train, _ = forward(X_train, params)
A_test, _ = forward(X_test, params)
print("Train accuracy:", np.mean(np.argmax(A_train, axis=0) == y_train))
print("Test accuracy:", np.mean(np.argmax(A_test, axis=0) == y_test))
