import numpy as np
import warnings
warnings.filterwarnings("ignore")


class SimpleNeuralNetwork:
    def __init__(self, input_size, hidden_size, output_size):
        # Weights and biases
        self.w1 = np.random.randn(input_size, hidden_size)
        self.b1 = np.zeros((1, hidden_size))
        self.w2 = np.random.randn(hidden_size, output_size)
        self.b2 = np.zeros((1, output_size))

    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    def sigmoid_derivative(self, x):
        return x * (1 - x)

    def forward(self, x):
        # Forward propagation
        self.layer1 = self.sigmoid(np.dot(x, self.w1) + self.b1)
        self.output = np.dot(self.layer1, self.w2) + self.b2
        return self.output

    def train(self, x, y, learning_rate=0.01, epochs=1000):
        for epoch in range(epochs):
            # Forward propagation
            layer1 = self.sigmoid(np.dot(x, self.w1) + self.b1)
            output = np.dot(layer1, self.w2) + self.b2

            # Backward propagation
            output_error = y - output
            output_delta = output_error

            layer1_error = np.dot(output_delta, self.w2.T)
            layer1_delta = layer1_error * self.sigmoid_derivative(layer1)

            # Update weights and biases
            self.w2 += learning_rate * np.dot(layer1.T, output_delta)
            self.b2 += learning_rate * np.sum(output_delta, axis=0, keepdims=True)
            self.w1 += learning_rate * np.dot(x.T, layer1_delta)
            self.b1 += learning_rate * np.sum(layer1_delta, axis=0, keepdims=True)

            if epoch % 500 == 0:
                print("epoch", epoch, "mse", np.mean(output_error ** 2))


# Generate training data
x = np.linspace(-2, 2, 200).reshape(-1, 1)
y = 3 * x + 0.7 * x**2
y = y / np.max(np.abs(y))

# Create and train the neural network
nn = SimpleNeuralNetwork(input_size=1, hidden_size=8, output_size=1)
nn.train(x, y, learning_rate=0.1, epochs=4000)

# Generate predictions
predictions = nn.forward(x)
for i in range(0, 200, 25):
    print(x[i], y[i], predictions[i])

# Test the network at a point between the training points
test_x = np.array([[1.234]])
print("f(1.234) =", nn.forward(test_x))
