import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

nn_architecture = [
    {"input_dim": 2, "output_dim": 25, "activation": "relu"},
    {"input_dim": 25, "output_dim": 25, "activation": "relu"},
    {"input_dim": 25, "output_dim": 1, "activation": "sigmoid"},
]


def init_layers(nn_architecture):
    params_values = {}
    for idx, layer in enumerate(nn_architecture):
        layer_idx = idx + 1
        n_in, n_out = layer["input_dim"], layer["output_dim"]
        params_values['W' + str(layer_idx)] = np.random.randn(n_out, n_in) * np.sqrt(2 / n_in)
        params_values['b' + str(layer_idx)] = np.zeros((n_out, 1))
    return params_values


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


def full_forward_propagation(X, params_values, nn_architecture):
    memory = {}
    A_curr = X
    for idx, layer in enumerate(nn_architecture):
        layer_idx = idx + 1
        A_prev = A_curr
        Z_curr = np.dot(params_values["W" + str(layer_idx)], A_prev) + params_values["b" + str(layer_idx)]
        A_curr = relu(Z_curr) if layer["activation"] == "relu" else sigmoid(Z_curr)
        memory["A" + str(idx)] = A_prev
        memory["Z" + str(layer_idx)] = Z_curr
    return A_curr, memory


def get_cost_value(Y_hat, Y):
    m = Y_hat.shape[1]
    cost = -1 / m * (np.dot(Y, np.log(Y_hat).T) + np.dot(1 - Y, np.log(1 - Y_hat).T))
    return np.squeeze(cost)


def get_accuracy_value(Y_hat, Y):
    return ((Y_hat > 0.5) == Y).mean()


def full_backward_propagation(Y_hat, Y, memory, params_values, nn_architecture):
    grads_values = {}
    m = Y.shape[1]
    Y = Y.reshape(Y_hat.shape)

    dA_prev = - (np.divide(Y, Y_hat) - np.divide(1 - Y, 1 - Y_hat)) / m

    for layer_idx_prev, layer in reversed(list(enumerate(nn_architecture))):
        layer_idx_curr = layer_idx_prev + 1
        dA_curr = dA_prev
        A_prev = memory["A" + str(layer_idx_prev)]
        Z_curr = memory["Z" + str(layer_idx_curr)]
        W_curr = params_values["W" + str(layer_idx_curr)]

        backward = relu_backward if layer["activation"] == "relu" else sigmoid_backward
        dZ_curr = backward(dA_curr, Z_curr)
        dW_curr = np.dot(dZ_curr, A_prev.T) / m
        db_curr = np.sum(dZ_curr, axis=1, keepdims=True) / m
        dA_prev = np.dot(W_curr.T, dZ_curr)

        grads_values["dW" + str(layer_idx_curr)] = dW_curr
        grads_values["db" + str(layer_idx_curr)] = db_curr
    return grads_values


def update(params_values, grads_values, nn_architecture, learning_rate):
    for layer_idx in range(1, len(nn_architecture) + 1):
        params_values["W" + str(layer_idx)] -= learning_rate * grads_values["dW" + str(layer_idx)]
        params_values["b" + str(layer_idx)] -= learning_rate * grads_values["db" + str(layer_idx)]
    return params_values


def train(X, Y, nn_architecture, epochs, learning_rate):
    params_values = init_layers(nn_architecture)
    for i in range(epochs):
        Y_hat, cache = full_forward_propagation(X, params_values, nn_architecture)
        if i % 200 == 0:
            print("Iteration: {:05} - cost: {:.5f} - accuracy: {:.5f}".format(
                i, get_cost_value(Y_hat, Y), get_accuracy_value(Y_hat, Y)))
        grads_values = full_backward_propagation(Y_hat, Y, cache, params_values, nn_architecture)
        params_values = update(params_values, grads_values, nn_architecture, learning_rate)
    return params_values


X, y = make_moons(n_samples=1000, noise=0.2)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.1)

params_values = train(X_train.T, y_train.reshape(1, -1), nn_architecture, 2000, 0.1)
Y_test_hat, _ = full_forward_propagation(X_test.T, params_values, nn_architecture)
print("test accuracy", get_accuracy_value(Y_test_hat, y_test.reshape(1, -1)))
