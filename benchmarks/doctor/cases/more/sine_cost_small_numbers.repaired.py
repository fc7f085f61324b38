import numpy as np

X = np.random.uniform(0.05, np.pi - 0.05, size=(1, 400))
Y = np.sin(2 * X) ** 2


def initialize(n_x, n_y, n_h):
    W1 = np.random.randn(n_h, n_x)
    b1 = np.random.randn(n_h, 1)
    W2 = np.random.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward_propagate(X, parameters):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    A1 = np.tanh(np.dot(W1, X) + b1)
    A2 = sigmoid(np.dot(W2, A1) + b2)
    return A1, A2


def compute_cost(A2, Y):
    return -(1 / Y.shape[1]) * np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))


def back_propagate(X, parameters, A1, A2, Y):
    W2 = parameters["W2"]
    m_divisor = 1 / X.shape[1]
    dZ2 = A2 - Y
    dW2 = m_divisor * np.dot(dZ2, A1.T)
    db2 = m_divisor * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2.T * dZ2 * (1 - np.power(A1, 2))
    dW1 = m_divisor * np.dot(dZ1, X.T)
    db1 = m_divisor * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def update(parameters, grads, learning_rate):
    for name in ("W1", "b1", "W2", "b2"):
        parameters[name] = parameters[name] - learning_rate * grads["d" + name]
    return parameters


parameters = initialize(1, 1, 12)
for i in range(6000):
    A1, A2 = forward_propagate(X, parameters)
    cost = compute_cost(A2, Y)
    grads = back_propagate(X, parameters, A1, A2, Y)
    parameters = update(parameters, grads, 0.5)
    if i % 600 == 0:
        print("Cost after iteration %i: %f" % (i, cost))

A1, A2 = forward_propagate(X, parameters)
for k in range(5):
    print(X[0, k], Y[0, k], A2[0, k])
