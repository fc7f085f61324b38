import numpy as np
import pandas as pd
np.random.seed(1000)

data = pd.DataFrame({'input': np.random.uniform(size=50)})
data['output'] = np.sin(3 * data['input'])
total_rows = len(data)


def sigmoid(x):
    d = 1/(1+np.exp(-x))
    return d


def derivative_sigmoid(x):
    derivative = x*(1-x)
    return derivative


epoch = 20000
hidden_layer = 3
input_neurons = 1
output_neurons = 1
learning_rate = 0.1
input_array = data['input'].values.reshape(total_rows, 1)
output_array = data['output'].values.reshape(total_rows, 1)
weights_in = np.random.uniform(-1, 1, size=(input_neurons, hidden_layer))
bias_in = np.random.uniform(-1, 1, size=(1, hidden_layer))
weights_out = np.random.uniform(-1, 1, size=(hidden_layer, output_neurons))
bias_out = np.random.uniform(-1, 1, size=(1, output_neurons))

for i in range(epoch):
    # forward propagation
    hidden_layer_output = np.dot(input_array, weights_in)+bias_in
    activation_1 = sigmoid(hidden_layer_output)
    activation_2_input = np.dot(activation_1, weights_out)+bias_out
    predicted_output = sigmoid(activation_2_input)

    # backward propagation
    Error = (output_array-predicted_output)
    rate_change_output = derivative_sigmoid(predicted_output)
    rate_change_hidden_output = derivative_sigmoid(activation_1)
    error_on_output = Error*rate_change_output
    error_hidden_layer = error_on_output.dot(weights_out.T)
    delta_hidden_layer = error_hidden_layer*rate_change_hidden_output
    weights_out += activation_1.T.dot(error_on_output)*learning_rate
    weights_in += input_array.T.dot(delta_hidden_layer)*learning_rate
    bias_out += np.sum(error_on_output, axis=0, keepdims=True)*learning_rate
    bias_in += np.sum(delta_hidden_layer, axis=0, keepdims=True)*learning_rate
    if i % 4000 == 0:
        print(i, 'mean squared error', np.mean(Error**2))

data['predicted'] = predicted_output
print(data.head(10))
