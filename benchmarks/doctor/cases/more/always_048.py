import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

NN_ARCHITECTURE = [
    {"input_dim": 2, "output_dim": 4, "activation": "relu"},
    {"input_dim": 4, "output_dim": 8, "activation": "relu"},
    {"input_dim": 8, "output_dim": 8, "activation": "relu"},
    {"input_dim": 8, "output_dim": 8, "activation": "relu"},
    {"input_dim": 8, "output_dim": 6, "activation": "relu"},
    {"input_dim": 6, "output_dim": 1, "activation": "sigmoid"},
]


def init_layers(nn_architecture, seed=99):
    np.random.seed(seed)
    params_values = {}
    for idx, layer in enumerate(nn_architecture):
        layer_idx = idx + 1
        params_values['W' + str(layer_idx)] = np.random.randn(layer["output_dim"], layer["input_dim"]) * 0.1
        params_values['b' + str(layer_idx)] = np.random.randn(layer["output_dim"], 1) * 0.1
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


def single_layer_forward_propagation(A_prev, W_curr, b_curr, activation="relu"):
    Z_curr = np.dot(W_curr, A_prev) + b_curr
    if activation == "relu":
        activation_func = relu
    elif activation == "sigmoid":
        activation_func = sigmoid
    else:
        raise Exception('Non-supported activation function')
    return activation_func(Z_curr), Z_curr


def full_forward_propagation(X, params_values, nn_architecture):
    memory = {}
    A_curr = X
    for idx, layer in enumerate(nn_architecture):
        layer_idx = idx + 1
        A_prev = A_curr
        A_curr, Z_curr = single_layer_forward_propagation(
            A_prev, params_values["W" + str(layer_idx)], params_values["b" + str(layer_idx)], layer["activation"])
        memory["A" + str(idx)] = A_prev
        memory["Z" + str(layer_idx)] = Z_curr
    return A_curr, memory


def get_cost_value(Y_hat, Y):
    m = Y_hat.shape[1]
    cost = -1 / m * (np.dot(Y, np.log(Y_hat).T) + np.dot(1 - Y, np.log(1 - Y_hat).T))
    return np.squeeze(cost)


def get_accuracy_value(Y_hat, Y):
    return np.mean((Y_hat > 0.5) == Y)


def single_layer_backward_propagation(dA_curr, W_curr, Z_curr, A_prev, activation="relu"):
    m = A_prev.shape[1]
    backward_activation_func = relu_backward if activation == "relu" else sigmoid_backward
    dZ_curr = backward_activation_func(dA_curr, Z_curr)
    dW_curr = np.dot(dZ_curr, A_prev.T) / m
    db_curr = np.sum(dZ_curr, axis=1, keepdims=True) / m
    dA_prev = np.dot(W_curr.T, dZ_curr)
    return dA_prev, dW_curr, db_curr


def full_backward_propagation(Y_hat, Y, memory, params_values, nn_architecture):
    grads_values = {}
    Y = Y.reshape(Y_hat.shape)
    dA_prev = - (np.divide(Y, Y_hat) - np.divide(1 - Y, 1 - Y_hat))
    for layer_idx_prev, layer in reversed(list(enumerate(nn_architecture))):
        layer_idx_curr = layer_idx_prev + 1
        dA_curr = dA_prev
        dA_prev, dW_curr, db_curr = single_layer_backward_propagation(
            dA_curr, params_values["W" + str(layer_idx_curr)], memory["Z" + str(layer_idx_curr)],
            memory["A" + str(layer_idx_prev)], layer["activation"])
        grads_values["dW" + str(layer_idx_curr)] = dW_curr
        grads_values["db" + str(layer_idx_curr)] = db_curr
    return grads_values


def update(params_values, grads_values, nn_architecture, learning_rate):
    for layer_idx in range(1, len(nn_architecture) + 1):
        params_values["W" + str(layer_idx)] -= learning_rate * grads_values["dW" + str(layer_idx)]
        params_values["b" + str(layer_idx)] -= learning_rate * grads_values["db" + str(layer_idx)]
    return params_values


def train(X, Y, nn_architecture, epochs, learning_rate, verbose=False):
    params_values = init_layers(nn_architecture, 2)
    cost_history, accuracy_history = [], []
    for i in range(epochs):
        Y_hat, cashe = full_forward_propagation(X, params_values, nn_architecture)
        cost_history.append(get_cost_value(Y_hat, Y))
        accuracy_history.append(get_accuracy_value(Y_hat, Y))
        grads_values = full_backward_propagation(Y_hat, Y, cashe, params_values, nn_architecture)
        params_values = update(params_values, grads_values, nn_architecture, learning_rate)
        if verbose and i % 250 == 0:
            print("Iteration: {:05} - cost: {:.5f} - accuracy: {:.5f}".format(i, cost_history[-1], accuracy_history[-1]))
    return params_values


X, y = make_moons(n_samples=500, noise=0.2, random_state=100)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
params_values = train(X_train.T, y_train.reshape(1, -1), NN_ARCHITECTURE, 2500, 0.05, verbose=True)

Y_test_hat, _ = full_forward_propagation(X_test.T, params_values, NN_ARCHITECTURE)
print("Test set accuracy: {:.2f}".format(get_accuracy_value(Y_test_hat, y_test.reshape(1, -1))))
