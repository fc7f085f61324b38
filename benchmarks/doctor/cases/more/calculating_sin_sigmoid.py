import numpy as np

# trying to make a basic neural network learn sin(x) on one whole period
np.random.seed(1000)
input_array = np.random.uniform(-np.pi, np.pi, size=(50, 1))
output_array = np.sin(input_array)
total_rows = input_array.shape[0]


def sigmoid(x):
    d = 1 / (1 + np.exp(-x))
    return d


def derivative_sigmoid(x):
    derivative = x * (1 - x)
    return derivative


epoch = 8000
hidden_layer = 5
input_neurons = 1
output_neurons = 1
learning_rate = 0.01

weights_in = np.random.uniform(-1, 1, size=(input_neurons, hidden_layer))
bias_in = np.random.uniform(-1, 1, size=(1, hidden_layer))
weights_out = np.random.uniform(-1, 1, size=(hidden_layer, output_neurons))
bias_out = np.random.uniform(-1, 1, size=(1, output_neurons))

for i in range(epoch):
    # forward propagation
    hidden_layer_input = np.dot(input_array, weights_in) + bias_in
    activation_1 = sigmoid(hidden_layer_input)
    activation_2_input = np.dot(activation_1, weights_out) + bias_out
    predicted_output = sigmoid(activation_2_input)

    # backward propagation
    Error = predicted_output - output_array
    rate_change_output = derivative_sigmoid(predicted_output)
    rate_change_hidden_output = derivative_sigmoid(activation_1)

    error_on_output = Error * rate_change_output
    error_hidden_layer = error_on_output.dot(weights_out.T)
    delta_hidden_layer = error_hidden_layer * rate_change_hidden_output

    weights_out += activation_1.T.dot(error_on_output) * learning_rate
    weights_in += input_array.T.dot(delta_hidden_layer) * learning_rate
    bias_out += np.sum(error_on_output, axis=0, keepdims=True) * learning_rate
    bias_in += np.sum(delta_hidden_layer, axis=0, keepdims=True) * learning_rate

    if i % 1000 == 0:
        print(i, "mean squared error", np.mean(Error ** 2))

print("Output from the network and the real value")
for x, p, t in list(zip(input_array, predicted_output, output_array))[:12]:
    print("%7.3f  %7.4f  %7.4f" % (x[0], p[0], t[0]))
