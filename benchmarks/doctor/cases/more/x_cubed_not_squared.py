import numpy as np

# Function approximation with one hidden layer. It worked for x**3 so I tried others.

np.random.seed(1)

X = np.linspace(-1, 1, 200).reshape(1, 200)
Y = X ** 2
#Y = X ** 3


def initialize(n_x, n_h, n_y):
    W1 = np.random.randn(n_h, n_x)
    W2 = np.random.randn(n_y, n_h) * 0.1
    return {"W1": W1, "W2": W2}


def forward_propagate(X, parameters):
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    Z1 = np.dot(W1, X)
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1)      # linear output, it is regression
    return A1, Z2


def compute_cost(A2, Y):
    m = Y.shape[1]
    return np.sum((A2 - Y) ** 2) / (2 * m)


def back_propagate(X, parameters, A1, A2, Y):
    m = Y.shape[1]
    W2 = parameters["W2"]
    dZ2 = (A2 - Y) / m
    dW2 = np.dot(dZ2, A1.T)
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = np.dot(dZ1, X.T)
    return {"dW1": dW1, "dW2": dW2}


def update(parameters, grads, learning_rate):
    parameters["W1"] = parameters["W1"] - learning_rate * grads["dW1"]
    parameters["W2"] = parameters["W2"] - learning_rate * grads["dW2"]
    return parameters


def predict(X, parameters):
    return forward_propagate(X, parameters)[1]


def model(X, Y, n_h, iterations, learning_rate):
    parameters = initialize(X.shape[0], n_h, Y.shape[0])
    for i in range(iterations):
        A1, A2 = forward_propagate(X, parameters)
        cost = compute_cost(A2, Y)
        grads = back_propagate(X, parameters, A1, A2, Y)
        parameters = update(parameters, grads, learning_rate)
        if i % 2000 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    return parameters


parameters = model(X, Y, 10, 10000, 0.3)

for v in [-1.0, -0.5, 0.0, 0.5, 1.0]:
    print(v, "->", float(predict(np.array([[v]]), parameters)[0, 0]))
