import numpy as np
from sklearn.datasets import load_iris

# parameters
input_size = 4
hidden_size = 5
output_size = 3
learning_rate = 1.0
epochs = 600


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative(x):
    return x * (1 - x)


def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


# data
iris = load_iris()
data = np.column_stack([iris.data, iris.target])
np.random.shuffle(data)
train_data = data[:105]
test_data = data[105:]

x_train = train_data[:, :4]
y_train = train_data[:, 4].astype(int)
x_test = test_data[:, :4]
y_test = test_data[:, 4].astype(int)

# scale
mu = x_train.mean(axis=0)
sd = x_train.std(axis=0)
x_train = (x_train - mu) / sd
x_test = (x_test - mu) / sd

# one-hot encode the target variable for multi-class classification
y_train = np.eye(output_size)[y_train]

# initialise weights
weights_input_hidden = np.random.randn(input_size, hidden_size)
bias_hidden = np.zeros((1, hidden_size))
weights_hidden_output = np.random.randn(hidden_size, output_size)
bias_output = np.zeros((1, output_size))

# list for error
error_list = []

# Train the neural network
for epoch in range(epochs):
    # Forward propagation
    # (105,4)*(4,5) + (1,5)
    hidden_layer_input = x_train @ weights_input_hidden + bias_hidden
    hidden_layer_output = sigmoid(hidden_layer_input)
    output_layer_input = hidden_layer_output @ weights_hidden_output + bias_output
    output_layer_output = softmax(output_layer_input)

    # Calculate error
    error = y_train - output_layer_output
    error_list.append(-np.mean(np.sum(y_train * np.log(output_layer_output + 1e-12), axis=1)))

    # Backpropagation
    output_delta = error / len(x_train)
    # (105,3)*(3,5)
    hidden_error = output_delta @ weights_hidden_output.T
    hidden_delta = hidden_error * sigmoid_derivative(hidden_layer_output)

    # Update weights and biases
    weights_hidden_output = weights_hidden_output + learning_rate * hidden_layer_output.T @ output_delta
    weights_input_hidden = weights_input_hidden + learning_rate * x_train.T @ hidden_delta
    bias_output = bias_output + learning_rate * np.sum(output_delta, axis=0)
    bias_hidden = bias_hidden + learning_rate * np.sum(hidden_delta, axis=0)

    if epoch % 60 == 0:
        print(epoch, "error", error_list[-1])

# Predictions
hidden_layer_input = x_test @ weights_input_hidden + bias_hidden
hidden_layer_output = sigmoid(hidden_layer_input)
output_layer_input = hidden_layer_output @ weights_hidden_output + bias_output
output_layer_output = softmax(output_layer_input)

# Get the predicted classes
predicted_classes = np.argmax(output_layer_output, axis=1)

# Accuracy calculation
accuracy = np.sum(predicted_classes == y_test) / len(y_test)
print("accuracy", accuracy)
