import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

architecture = [
    {"input_dim": 2, "output_dim": 4, "activation": "relu"},
    {"input_dim": 4, "output_dim": 6, "activation": "relu"},
    {"input_dim": 6, "output_dim": 6, "activation": "relu"},
    {"input_dim": 6, "output_dim": 4, "activation": "relu"},
    {"input_dim": 4, "output_dim": 1, "activation": "sigmoid"},
]


def init_params(architecture):
    param_values = {}
    for idx, layer in enumerate(architecture):
        layer_idx = idx + 1
        n_in = layer["input_dim"]
        n_out = layer["output_dim"]
        param_values['W' + str(layer_idx)] = np.random.randn(n_out, n_in) * np.sqrt(2 / n_in)
        param_values['b' + str(layer_idx)] = np.random.randn(n_out, 1) * 0.1
    return param_values


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def relu(Z):
    return np.maximum(0, Z)


def sigmoid_backward(dA, Z):
    sig = sigmoid(Z)
    return dA * sig * (1 - sig)


def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


def one_layer_forward(A_prev, W_curr, b_curr, activation="relu"):
    Z_curr = np.dot(W_curr, A_prev) + b_curr
    act = relu if activation == "relu" else sigmoid
    return act(Z_curr), Z_curr


def network_forward(X, param_values, architecture):
    kept = {}
    A_curr = X
    for idx, layer in enumerate(architecture):
        layer_idx = idx + 1
        A_prev = A_curr
        A_curr, Z_curr = one_layer_forward(
            A_prev, param_values["W" + str(layer_idx)], param_values["b" + str(layer_idx)], layer["activation"])
        kept["A" + str(idx)] = A_prev
        kept["Z" + str(layer_idx)] = Z_curr
    return A_curr, kept


def get_cost(Y_hat, Y):
    m = Y_hat.shape[1]
    cost = -1 / m * (np.dot(Y, np.log(Y_hat).T) + np.dot(1 - Y, np.log(1 - Y_hat).T))
    return np.squeeze(cost)


def get_accuracy(Y_hat, Y):
    return ((Y_hat > 0.5) == (Y > 0.5)).all(axis=0).mean()


def one_layer_backward(dA_curr, W_curr, Z_curr, A_prev, activation="relu"):
    m = A_prev.shape[1]
    act_backward = relu_backward if activation == "relu" else sigmoid_backward
    dZ_curr = act_backward(dA_curr, Z_curr)
    dW_curr = np.dot(dZ_curr, A_prev.T) / m
    db_curr = np.sum(dZ_curr, axis=1, keepdims=True) / m
    dA_prev = np.dot(W_curr.T, dZ_curr)
    return dA_prev, dW_curr, db_curr


def network_backward(Y_hat, Y, kept, param_values, architecture):
    grad_values = {}
    dA_prev = - (np.divide(Y, Y_hat) - np.divide(1 - Y, 1 - Y_hat))
    for idx_prev, layer in reversed(list(enumerate(architecture))):
        idx_curr = idx_prev + 1
        dA_curr = dA_prev
        dA_prev, dW_curr, db_curr = one_layer_backward(
            dA_curr, param_values["W" + str(idx_curr)], kept["Z" + str(idx_curr)],
            kept["A" + str(idx_prev)], layer["activation"])
        grad_values["dW" + str(idx_curr)] = dW_curr
        grad_values["db" + str(idx_curr)] = db_curr
    return grad_values


def update(param_values, grad_values, architecture, learning_rate):
    for layer_idx, layer in enumerate(architecture, 1):
        param_values["W" + str(layer_idx)] -= learning_rate * grad_values["dW" + str(layer_idx)]
        param_values["b" + str(layer_idx)] -= learning_rate * grad_values["db" + str(layer_idx)]
    return param_values


def train(X, Y, architecture, epochs, learning_rate):
    param_values = init_params(architecture)
    for i in range(epochs):
        Y_hat, cache = network_forward(X, param_values, architecture)
        if i % 500 == 0:
            print("iteration: {:05} - cost: {:.5f} - accuracy: {:.5f}".format(
                i, get_cost(Y_hat, Y), get_accuracy(Y_hat, Y)))
        grad_values = network_backward(Y_hat, Y, cache, param_values, architecture)
        param_values = update(param_values, grad_values, architecture, learning_rate)
    return param_values


X, y = make_moons(n_samples=500, noise=0.2)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.1)

param_values = train(X_train.T, y_train.reshape(1, -1), architecture, 5000, 0.05)
Y_hat_test, _ = network_forward(X_test.T, param_values, architecture)
print("Test set accuracy: {:.2f}".format(get_accuracy(Y_hat_test, y_test.reshape(1, -1))))
