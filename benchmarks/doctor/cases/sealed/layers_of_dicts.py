import numpy as np
from sklearn.datasets import load_digits


class NeuralNetwork:
    def __init__(self, layer_sizes, learning_rate, activation_functions, error_function='mean_squared_error'):
        self.learning_rate = learning_rate

        self.layers = []
        self.layers.append({
            'num_neurons': layer_sizes[0],
            'neuron_values': None,
        })
        for idx in range(1, len(layer_sizes)):
            self.layers.append({
                'num_neurons': layer_sizes[idx],
                'pre_neuron_values': None,
                'neuron_values': None,
                'weights': np.random.uniform(-1, 1, (layer_sizes[idx - 1], layer_sizes[idx])) / np.sqrt(layer_sizes[idx - 1]),
                'bias': np.random.uniform(-1, 1, (layer_sizes[idx])),
                'activation': activation_functions[idx - 1],
            })
        self.layers[-1]['error_function'] = error_function

    def train(self, data, labels, batch_size, epochs):
        for epoch in range(epochs):
            acc = 0
            errors = 0
            for i in range(0, len(data), batch_size):
                data_batch = data[i:i + batch_size]
                label_batch = labels[i:i + batch_size]
                self.layers = forward_propagation(self.layers, data_batch)
                errors += np.sum(calculate_error(self.layers[-1], label_batch, batch_size))
                acc += np.sum(np.argmax(self.layers[-1]['neuron_values'], axis=1) == np.argmax(label_batch, axis=1))
                self.layers = backpropagation(self.layers, label_batch, self.learning_rate)
            print(f'Epoch: {epoch} Error: {errors} Acc: {round((acc / data.shape[0]) * 100, 2)}%')


def forward_propagation(layers, inputs):
    for idx, layer in enumerate(layers):
        if idx == 0:
            layers[idx]['neuron_values'] = inputs
        else:
            layers[idx]['pre_neuron_values'] = layers[idx]['bias'] + \
                                               layers[idx - 1]['neuron_values'] @ layers[idx]['weights']
            layers[idx]['neuron_values'] = apply_activation_function(layer)
    return layers


def apply_activation_function(layer):
    values = layer['pre_neuron_values']
    if layer['activation'] == 'sigmoid':
        return 1 / (1 + np.exp(-values))
    raise ValueError("Unknown activation function!")


def apply_activation_function_derivative(layer):
    activations = apply_activation_function(layer)
    return activations * (1 - activations)


def calculate_error(last_layer, labels, batch_size):
    if last_layer['error_function'] == 'mean_squared_error':
        return 0.5 * np.sum((last_layer['neuron_values'] - labels) ** 2, axis=0)
    raise ValueError("Unknown error function!")


def backpropagation(layers, labels, learning_rate):
    last_delta = None
    layers_new = np.copy(layers)
    for idx in range(len(layers) - 1, 0, -1):
        if idx == len(layers) - 1:
            delta = layers[idx]['neuron_values'] - labels
            jacobian_output_weights = np.transpose(layers[idx - 1]['neuron_values']) @ delta
            jacobian_output_bias = np.sum(delta)
            layers_new[idx]['weights'] = layers[idx]['weights'] - learning_rate * jacobian_output_weights
            layers_new[idx]['bias'] = layers[idx]['bias'] - learning_rate * jacobian_output_bias
        else:
            delta = layers[idx + 1]['weights'] @ np.transpose(last_delta)
            delta = np.transpose(delta) * apply_activation_function_derivative(layers[idx])
            jacobian_hidden_weights = np.transpose(layers[idx - 1]['neuron_values']) @ delta
            jacobian_hidden_bias = np.sum(delta)
            layers_new[idx]['weights'] = layers[idx]['weights'] - learning_rate * jacobian_hidden_weights
            layers_new[idx]['bias'] = layers[idx]['bias'] - learning_rate * jacobian_hidden_bias

        last_delta = delta
    return layers_new


digits = load_digits()
x = digits.data / 16
y = np.eye(10)[digits.target]
order = np.random.permutation(len(x))
x_train, y_train = x[order[:1300]], y[order[:1300]]
x_test, y_test = x[order[1300:]], y[order[1300:]]

nn = NeuralNetwork([64, 30, 16, 10], 0.05, ['sigmoid', 'sigmoid', 'sigmoid'])
nn.train(x_train, y_train, batch_size=10, epochs=30)
