import numpy as np
from sklearn.datasets import load_digits


class NeuralNetwork:
    def __init__(self, layer_sizes, learning_rate, activation_functions):
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
                'weights': np.random.uniform(-1, 1, (layer_sizes[idx], layer_sizes[idx-1])) / np.sqrt(layer_sizes[idx-1]),
                'bias': np.zeros((layer_sizes[idx], 1)),
                'activation': activation_functions[idx-1],
            })

    def train(self, data, labels, batch_size, epochs):
        for epoch in range(epochs):
            acc = 0
            order = np.random.permutation(len(data))
            data, labels = data[order], labels[order]
            for i in range(0, len(data), batch_size):
                data_batch = np.transpose(data[i:i + batch_size])
                label_batch = np.transpose(labels[i:i + batch_size])
                self.layers = forward_propagation(self.layers, data_batch)
                acc += np.sum(np.argmax(self.layers[-1]['neuron_values'], axis=0) == np.argmax(label_batch, axis=0))
                self.layers = backpropagation(self.layers, label_batch, self.learning_rate)
            print(f'Epoch: {epoch}  Acc: {round((acc / data.shape[0]) * 100, 2)}%')


def forward_propagation(layers, inputs):
    for idx, layer in enumerate(layers):
        if idx == 0:
            layers[idx]['neuron_values'] = inputs
        else:
            layers[idx]['pre_neuron_values'] = layers[idx]['bias'] + \
                                               layers[idx]['weights'] @ layers[idx-1]['neuron_values']
            layers[idx]['neuron_values'] = apply_activation_function(layer)

    return layers


def apply_activation_function(layer):
    values = layer['pre_neuron_values']

    if layer['activation'] == 'sigmoid':
        return 1 / (1 + np.exp(-values))
    elif layer['activation'] == 'softmax':
        e_x = np.exp(values - np.transpose(np.array([np.max(values, axis=1)])))
        return e_x / np.transpose(np.array([e_x.sum(axis=1)]))
    else:
        print("Unknown activation function!")


def apply_activation_function_derivative(layer):
    activations = apply_activation_function(layer)

    if layer['activation'] == 'sigmoid':
        return activations * (1 - activations)
    else:
        print("Unknown activation function!")


def backpropagation(layers, labels, learning_rate):
    m = labels.shape[1]
    last_delta = None
    for idx in range(len(layers) - 1, 0, -1):
        if idx == len(layers) - 1:
            delta = layers[idx]['neuron_values'] - labels
        else:
            delta = np.transpose(layers[idx+1]['weights']) @ last_delta * apply_activation_function_derivative(layers[idx])

        jacobian_weights = delta @ np.transpose(layers[idx-1]['neuron_values']) / m
        jacobian_bias = np.sum(delta) / m
        layers[idx]['weights'] += -learning_rate * jacobian_weights
        layers[idx]['bias'] += -learning_rate * jacobian_bias

        last_delta = delta
    return layers


digits = load_digits()
data = digits.data / 16
labels = np.eye(10)[digits.target]

nn = NeuralNetwork(layer_sizes=[64, 40, 10], learning_rate=0.3,
                   activation_functions=['sigmoid', 'softmax'])
nn.train(data[:1400], labels[:1400], batch_size=20, epochs=15)

out = forward_propagation(nn.layers, data[1400:].T)[-1]['neuron_values']
print("test accuracy", np.mean(np.argmax(out, axis=0) == digits.target[1400:]))
