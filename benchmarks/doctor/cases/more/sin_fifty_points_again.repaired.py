import numpy as np
import random

np.random.seed(1000)

# 50 random numbers and their sine
input_array = np.random.uniform(0, 3, size=(50, 1))
output_array = np.sin(input_array)
total_rows = input_array.shape[0]


def sigmoid(x):
    d = 1 / (1 + np.exp(-x))
    return d


def derivative_sigmoid(x):
    derivative = x * (1 - x)
    return derivative


epoch = 8000
hidden_layer = 3
input_neurons = 1
output_neurons = 1
learning_rate = 0.1

# weights and biases
weights_in = np.random.uniform(-1, 1, size=(input_neurons, hidden_layer))
bias_in = np.random.uniform(-1, 1, size=(1, hidden_layer))
weights_out = np.random.uniform(-1, 1, size=(hidden_layer, output_neurons))
bias_out = np.random.uniform(-1, 1, size=(1, output_neurons))

for i in range(epoch):
    # forward propagation
    hidden_input = np.dot(input_array, weights_in) + bias_in
    activation_1 = sigmoid(hidden_input)
    output_input = np.dot(activation_1, weights_out) + bias_out
    predicted_output = sigmoid(output_input)

    # backward propagation
    Error = output_array - predicted_output
    rate_change_output = derivative_sigmoid(predicted_output)
    rate_change_hidden = derivative_sigmoid(activation_1)
    error_on_output = Error * rate_change_output
    error_hidden_layer = error_on_output.dot(weights_out.T)
    delta_hidden_layer = error_hidden_layer * rate_change_hidden

    weights_out += activation_1.T.dot(error_on_output) * learning_rate
    bias_out += np.sum(error_on_output, axis=0, keepdims=True) * learning_rate
    weights_in += input_array.T.dot(delta_hidden_layer) * learning_rate
    bias_in += np.sum(delta_hidden_layer, axis=0, keepdims=True) * learning_rate

    if i % 1000 == 0:
        print("epoch", i, "error", np.mean(Error ** 2))

print("actual     predicted")
for r in range(0, total_rows, 5):
    print(output_array[r], predicted_output[r])
