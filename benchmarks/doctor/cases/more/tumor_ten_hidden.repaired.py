import numpy as np
from sklearn.datasets import load_breast_cancer


# activation function
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# derivative, x is already the output of sigmoid
def sigmoid_derivative(x):
    return x * (1 - x)


class NeuralNetwork:
    def __init__(self, input_size, hidden_size, output_size):
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.output_size = output_size

        # random weights input to hidden, bias of the hidden layer is 0
        self.weights_input_hidden = np.random.randn(self.input_size, self.hidden_size) * 0.3
        self.bias_hidden = np.zeros((1, self.hidden_size))
        # random weights hidden to output, bias of the output is 0
        self.weights_hidden_output = np.random.randn(self.hidden_size, self.output_size) * 0.3
        self.bias_output = np.zeros((1, self.output_size))

    def forward(self, X):
        # forward propagation
        self.hidden = sigmoid(np.dot(X, self.weights_input_hidden) + self.bias_hidden)
        self.output = sigmoid(np.dot(self.hidden, self.weights_hidden_output) + self.bias_output)
        return self.output

    # epochs: how often do we train!
    def train(self, X, y, learning_rate, epochs):
        target = y.reshape(-1, 1)
        n = len(X)
        for epoch in range(epochs):
            # forward
            self.forward(X)

            # backward
            output_error = target - self.output
            output_delta = output_error * sigmoid_derivative(self.output)

            hidden_error = np.dot(output_delta, self.weights_hidden_output.T)

            hidden_delta = hidden_error * sigmoid_derivative(self.hidden)

            # update hidden to output
            self.weights_hidden_output += np.dot(self.hidden.T, output_delta) / n * learning_rate
            self.bias_output += np.sum(output_delta, axis=0, keepdims=True) / n * learning_rate
            # update input to hidden
            self.weights_input_hidden += np.dot(X.T, hidden_delta) / n * learning_rate
            self.bias_hidden += np.sum(hidden_delta, axis=0, keepdims=True) / n * learning_rate

            if epoch % 200 == 0:
                loss = np.mean(output_error ** 2)
                acc = np.mean((self.output > 0.5) == target)
                print("epoch", epoch, "loss", round(loss, 4), "acc", round(acc, 4))


data = load_breast_cancer()
order = np.random.permutation(len(data.data))
X = data.data[order]
X = (X - X[:450].mean(axis=0)) / X[:450].std(axis=0)
y = data.target[order]

X_train, y_train = X[:450], y[:450]
X_test, y_test = X[450:], y[450:]

# hidden layer as large as you like
nn = NeuralNetwork(30, 10, 1)

nn.train(X_train, y_train, learning_rate=1.0, epochs=2000)

# test the network
for i in range(5):
    print("patient", i, "output:", nn.forward(X_test[i:i + 1]), "expected:", y_test[i])
