import numpy as np

X = np.zeros((1, 2000))
Y = np.zeros((1, 2000))

for i in range(np.shape(X)[1]):
    X[0, i] = np.random.randint(0, high=360)
    Y[0, i] = np.sin(X[0, i] * np.pi / 180)


def initialize(n_x, n_y, n_h):
    W1 = np.random.randn(n_h, n_x)
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h) * 0.1
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def sigmoid(z):
    a = 1 / (1 + np.exp(-z))
    return a


def forward_pass(X, parameters):
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    b1 = parameters["b1"]
    b2 = parameters["b2"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    return A1, A2


def cost_of(A2, Y):
    cost = -((1 / np.shape(Y)[1]) * np.sum((Y * np.log(A2)) + ((1 - Y) * np.log(1 - A2))))
    return cost


def backward_pass(X, parameters, A1, A2, Y):
    W2 = parameters["W2"]
    per_m = 1 / np.shape(X)[1]

    dZ2 = A2 - Y
    dW2 = per_m * np.dot(dZ2, A2.T)
    db2 = per_m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2.T * dZ2 * (1 - np.power(A1, 2))
    dW1 = per_m * np.dot(dZ1, X.T)
    db1 = per_m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def update_parameters(parameters, grads, learning_rate):
    W1 = parameters["W1"] - learning_rate * grads["dW1"]
    b1 = parameters["b1"] - learning_rate * grads["db1"]
    W2 = parameters["W2"] - learning_rate * grads["dW2"]
    b2 = parameters["b2"] - learning_rate * grads["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


parameters = initialize(1, 1, 16)
for i in range(3000):
    A1, A2 = forward_pass(X, parameters)
    cost = cost_of(A2, Y)
    grads = backward_pass(X, parameters, A1, A2, Y)
    parameters = update_parameters(parameters, grads, 0.1)
    if i % 300 == 0:
        print(i, cost)

for degrees in (30, 90, 210):
    print(degrees, np.sin(degrees * np.pi / 180), forward_pass(np.array([[degrees]]), parameters)[1])
