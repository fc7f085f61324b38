# Regularization + gradient checking in one (deeplearning.ai, course 2 week 1), dictionary style
import numpy as np
from sklearn.datasets import make_moons


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def relu(x):
    return np.maximum(0, x)


def initialize_parameters(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * np.sqrt(2 / layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def forward_propagation(X, parameters):
    W1, b1, W2, b2, W3, b3 = [parameters[k] for k in ('W1', 'b1', 'W2', 'b2', 'W3', 'b3')]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, A1, Z2, A2, Z3, A3)


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    cross_entropy_cost = -np.sum(Y * np.log(A3 + 1e-15) + (1 - Y) * np.log(1 - A3 + 1e-15)) / m
    L2 = sum(np.sum(np.square(parameters['W' + str(l)])) for l in (1, 2, 3)) * lambd / (2 * m)
    return cross_entropy_cost + L2


def backward_propagation_with_regularization(X, Y, parameters, cache, lambd):
    m = X.shape[1]
    (Z1, A1, Z2, A2, Z3, A3) = cache
    W1, W2, W3 = parameters['W1'], parameters['W2'], parameters['W3']

    dZ3 = A3 - Y
    dW3 = 1. / m * np.dot(dZ3, A2.T) + lambd / m * W3
    db3 = 1. / m * np.sum(dZ3, axis=1, keepdims=True)

    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1. / m * np.dot(dZ2, A1.T) + lambd / m * W2
    db2 = 1. / m * np.sum(dZ2, axis=1, keepdims=True)

    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1. / m * np.dot(dZ1, X.T) + lambd / m * W1
    db1 = 1. / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW3": dW3, "db3": db3, "dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1}


KEYS = ["W1", "b1", "W2", "b2", "W3", "b3"]


def to_vector(d, prefix=""):
    return np.concatenate([d[prefix + k].reshape(-1, 1) for k in KEYS])


def to_dict(theta, like):
    out, at = {}, 0
    for k in KEYS:
        n = like[k].size
        out[k] = theta[at:at + n].reshape(like[k].shape)
        at += n
    return out


def gradient_check(parameters, X, Y, lambd, epsilon=1e-7):
    theta = to_vector(parameters)
    A3, cache = forward_propagation(X, parameters)
    grad = to_vector(backward_propagation_with_regularization(X, Y, parameters, cache, lambd), "d")
    gradapprox = np.zeros_like(theta)
    for i in range(len(theta)):
        costs = []
        for sign in (1, -1):
            moved = theta.copy()
            moved[i] += sign * epsilon
            p = to_dict(moved, parameters)
            costs.append(compute_cost_with_regularization(forward_propagation(X, p)[0], Y, p, lambd))
        gradapprox[i] = (costs[0] - costs[1]) / (2 * epsilon)
    difference = np.linalg.norm(grad - gradapprox) / (np.linalg.norm(grad) + np.linalg.norm(gradapprox))
    print("difference = " + str(difference))
    return difference


def model(X, Y, learning_rate=0.3, num_iterations=6000, lambd=0.7):
    parameters = initialize_parameters([X.shape[0], 20, 5, 1])
    for i in range(num_iterations):
        a3, cache = forward_propagation(X, parameters)
        cost = compute_cost_with_regularization(a3, Y, parameters, lambd)
        grads = backward_propagation_with_regularization(X, Y, parameters, cache, lambd)
        for k in KEYS:
            parameters[k] = parameters[k] - learning_rate * grads["d" + k]
        if i % 1000 == 0:
            print("Cost after iteration {}: {}".format(i, cost))
    return parameters


def to_columns(n, seed):
    pts, lab = make_moons(n, noise=0.25, random_state=seed)
    return pts.T, lab.reshape(1, -1)


train_X, train_Y = to_columns(200, 1)
test_X, test_Y = to_columns(300, 2)
gradient_check(initialize_parameters([2, 20, 5, 1]), train_X, train_Y, 0.7)
parameters = model(train_X, train_Y)
final_cost = compute_cost_with_regularization(forward_propagation(train_X, parameters)[0], train_Y, parameters, 0.7)
print("final cost", final_cost)
print("test accuracy", np.mean((forward_propagation(test_X, parameters)[0] > 0.5) == test_Y))
print("norm of W1", np.linalg.norm(parameters["W1"]))
