import numpy as np
from sklearn.datasets import make_moons


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def mse_loss(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)


class SGD:
    def __init__(self, learning_rate=0.01):
        self.learning_rate = learning_rate

    def update(self, param, grad):
        return param - self.learning_rate * grad


class NeuralNetwork:
    def __init__(self, input_size, hidden_size, output_size, optimizer, activation="tanh"):
        self.weights_input_hidden = np.random.randn(input_size, hidden_size) * np.sqrt(1 / input_size)
        self.weights_hidden_output = np.random.randn(hidden_size, output_size) * np.sqrt(1 / hidden_size)
        self.bias_hidden = np.zeros((1, hidden_size))
        self.bias_output = np.zeros((1, output_size))
        self.optimizer = optimizer
        if activation == "tanh":
            self.activation_func = np.tanh
            self.activation_derivative = lambda a: 1 - a ** 2
        elif activation == "sigmoid":
            self.activation_func = sigmoid
            self.activation_derivative = lambda a: a * (1 - a)

    def forward(self, X):
        self.hidden_layer = self.activation_func(np.dot(X, self.weights_input_hidden) + self.bias_hidden)
        self.output_layer = sigmoid(np.dot(self.hidden_layer, self.weights_hidden_output) + self.bias_output)
        return self.output_layer

    def backward(self, X, y):
        """Backward propagation with shape-aware bias handling."""
        m = len(X)

        # Output layer gradients
        output_error = self.output_layer - y
        output_delta = output_error * (self.output_layer * (1 - self.output_layer)) * 2 / m

        # Hidden layer gradients
        hidden_error = np.dot(output_delta, self.weights_hidden_output.T)
        hidden_delta = hidden_error * self.activation_derivative(self.hidden_layer)

        dW2 = np.dot(self.hidden_layer.T, output_delta)  # hidden -> output weights
        dW1 = np.dot(X.T, hidden_delta)  # input -> hidden weights
        db2 = np.sum(output_delta, axis=0, keepdims=True)
        db1 = np.sum(hidden_delta, axis=0, keepdims=True)

        # Update parameters
        self.weights_hidden_output = self.optimizer.update(self.weights_hidden_output, dW2)
        self.weights_input_hidden = self.optimizer.update(self.weights_input_hidden, dW1)
        self.bias_output = self.optimizer.update(self.bias_output, db2)
        self.bias_hidden = self.optimizer.update(self.bias_hidden, db1)

    def train(self, X, y, epochs=1000, return_loss=False):
        """Train the neural network and optionally return loss history."""
        loss_history = []
        output = self.forward(X)
        loss = mse_loss(y, output)
        self.backward(X, y)
        loss_history.append(loss)

        if epochs % 100 == 0:
            print(f"Epoch {epochs}, Loss: {loss:.4f}")

        if return_loss:
            return loss_history

    def predict(self, X):
        return (self.forward(X) > 0.5).astype(int)


X, y = make_moons(n_samples=200, noise=0.15)
y = y.reshape(-1, 1)

nn = NeuralNetwork(2, 8, 1, optimizer=SGD(learning_rate=1.0), activation="tanh")
history = nn.train(X, y, epochs=2000, return_loss=True)
print("Final loss:", history[-1])
print("Accuracy:", np.mean(nn.predict(X) == y))
