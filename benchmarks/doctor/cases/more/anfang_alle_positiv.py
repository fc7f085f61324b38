# kleines Netz ohne Bibliothek ausser numpy, drei Beispiele mit je vier Merkmalen
import numpy as np

np.random.seed(0)
x = np.array([[1, 0, 1, 0], [1, 0, 1, 1], [0, 1, 0, 1]])
y = np.array([[1], [1], [0]])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def derivative_sigmoid(x):
    return x * (1 - x)


input_neurons = x.shape[1]
hidden_neurons = 3
output_neurons = 1

weights_hidden = np.random.uniform(size=(input_neurons, hidden_neurons))
bias_hidden = np.random.uniform(size=(1, hidden_neurons))
weights_output = np.random.uniform(size=(hidden_neurons, output_neurons))
bias_output = np.random.uniform(size=(1, output_neurons))

alpha = 0.04
epochs = 20000

for i in range(epochs):
    hidden_layer = sigmoid(np.dot(x, weights_hidden) + bias_hidden)
    output_layer = sigmoid(np.dot(hidden_layer, weights_output) + bias_output)

    error_output = y - output_layer
    delta_output = error_output * derivative_sigmoid(output_layer)
    delta_hidden = delta_output.dot(weights_output.T) * derivative_sigmoid(hidden_layer)

    weights_output += hidden_layer.T.dot(delta_output) * alpha
    bias_output += np.sum(delta_output, axis=0, keepdims=True) * alpha
    weights_hidden += x.T.dot(delta_hidden) * alpha
    bias_hidden += np.sum(delta_hidden, axis=0, keepdims=True) * alpha
    if i % 4000 == 0:
        print(i, np.mean(np.abs(error_output)))

print(output_layer)
