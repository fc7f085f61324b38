import numpy as np
import pandas as pd

# neural network for the sin function, 1 hidden layer
np.random.seed(1000)
angles = np.random.uniform(0, 360, size=50)
data = pd.DataFrame({'input': angles, 'output': np.sin(np.radians(angles))})
total_rows = data.shape[0]


def sigmoid(x):
    d = (1/(1+np.exp(-x)))
    return d


def derivative_sigmoid(x):
    derivative = x*(1-x)
    return derivative


epoch = 8000
hidden_layer = 8
input_neurons = 1
output_neurons = 1
learning_rate = 0.02

input_array = data['input'].values.reshape(total_rows, 1)
output_array = data['output'].values.reshape(total_rows, 1)
weights_in = np.random.uniform(-4, 4, size=(input_neurons, hidden_layer))
bias_in = np.random.uniform(-4, 4, size=(1, hidden_layer))
weights_out = np.random.uniform(-1, 1, size=(hidden_layer, output_neurons))
bias_out = np.random.uniform(-1, 1, size=(1, output_neurons))

for i in range(epoch):
    # forward propogation
    hidden_layer_input = np.dot(input_array, weights_in) + bias_in
    activation_1 = sigmoid(hidden_layer_input)
    activation_2_input = np.dot(activation_1, weights_out) + bias_out
    predicted_output = sigmoid(activation_2_input)

    # backward propogation
    Error = (predicted_output - output_array)
    rate_change_output = derivative_sigmoid(predicted_output)
    rate_change_hidden_output = derivative_sigmoid(activation_1)

    error_on_output = Error*rate_change_output
    error_hidden_layer = error_on_output.dot(weights_out.T)
    delta_hidden_layer = error_hidden_layer*rate_change_hidden_output

    weights_out += activation_1.T.dot(error_on_output)*learning_rate
    weights_in += input_array.T.dot(delta_hidden_layer)*learning_rate
    bias_out += np.sum(error_on_output, axis=0, keepdims=True)*learning_rate
    bias_in += np.sum(delta_hidden_layer, axis=0, keepdims=True)*learning_rate

    if i % 1000 == 0:
        print('Error', np.mean(np.square(Error)))

for a, o, p in list(zip(angles, output_array, predicted_output))[:8]:
    print('%6.1f  sin %.3f  net %.3f' % (a, o[0], p[0]))
