# coding: utf-8
import numpy as np

X = np.zeros((1, 500))
Y = np.zeros((1, 500))

global parameters

for i in range(np.shape(X)[1]):
    X[0][i] = np.random.uniform(-3, 3)
    Y[0][i] = (np.sin(X[0][i]) + 1) / 2
    #print(X[0][i], Y[0][i])


def initialize(n_x, n_y, n_h):
    W1 = np.random.randn(n_h, n_x)
    b1 = np.random.randn(n_h, 1)
    W2 = np.random.randn(n_y, n_h) * 0.3
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def sigmoid(z):
    a = (1/(1+np.exp(-z)))
    #print(a)
    return a


def forward_propagate(X, parameters):
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    b1 = parameters["b1"]
    b2 = parameters["b2"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    return A1, A2


def compute_cost(A2, Y):
    cost = -((1/np.shape(Y)[1]) * np.sum((Y * np.log(A2)) + ((1-Y) * np.log(1-A2))))
    return cost


def back_propagate(X, parameters, A1, A2, Y):
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    m_divisor = 1/np.shape(X)[1]

    dZ2 = A2-Y
    dW2 = m_divisor * np.dot(dZ2, A1.T)
    db2 = m_divisor * np.sum(dZ2, axis=1, keepdims=True)

    dZ1 = np.dot(W2.T, dZ2) * (1-np.power(A1, 2))
    dW1 = m_divisor * np.dot(dZ1, X.T)
    db1 = m_divisor * np.sum(dZ1, axis=1, keepdims=True)
    #print(np.shape(dW2))
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def update_parameters(parameters, grads, learning_rate):
    dW1, dW2 = grads["dW1"], grads["dW2"]
    db1 = grads["db1"]
    db2 = grads["db2"]
    W1 = parameters["W1"]
    b1 = parameters["b1"]
    W2 = parameters["W2"]
    b2 = parameters["b2"]
    W1 = W1 - learning_rate * dW1
    b1 = b1 - learning_rate * db1
    W2 = W2 - learning_rate * dW2
    b2 = b2 - learning_rate * db2
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def model(X, Y, n_h, iterations, learning_rate):
    parameters = initialize(X.shape[0], Y.shape[0], n_h)
    for k in range(iterations):
        A1, A2 = forward_propagate(X, parameters)
        cost = compute_cost(A2, Y)
        grads = back_propagate(X, parameters, A1, A2, Y)
        parameters = update_parameters(parameters, grads, learning_rate)
        if k % 500 == 0:
            print("Cost after iteration", k, cost)
    return parameters


parameters = model(X, Y, 10, 4000, 1.0)
_, guess = forward_propagate(X[:, :8], parameters)
print("is", np.round(guess, 3))
print("should", np.round(Y[:, :8], 3))
