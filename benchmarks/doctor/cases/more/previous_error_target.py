import numpy as np

# Java library "basicneuralnetwork" moved to Python, SimpleMatrix -> np.array
rng_seed = 1
np.random.seed(rng_seed)


class Sigmoid:
    name = "SIGMOID"

    def apply(self, matrix):
        return 1 / (1 + np.exp(-matrix))

    def apply_derivative(self, matrix):
        # matrix holds values which went through apply() already
        return matrix * (1 - matrix)


class MatrixUtilities:
    @staticmethod
    def array_to_matrix(i):
        return np.array(i, dtype=float).reshape(-1, 1)

    @staticmethod
    def matrix_to_array(m):
        return [float(v) for v in m.ravel()]


class NeuralNetwork:
    def __init__(self, input_nodes, hidden_layers, hidden_nodes, output_nodes, learning_rate):
        self.layer_sizes = [input_nodes] + [hidden_nodes] * hidden_layers + [output_nodes]
        self.learning_rate = learning_rate
        self.activation = Sigmoid()
        self.weights = []
        self.biases = []
        for before, after in zip(self.layer_sizes, self.layer_sizes[1:]):
            self.weights.append(np.random.uniform(-1, 1, (after, before)))
            self.biases.append(np.random.uniform(-1, 1, (after, 1)))

    def calculate_layer(self, weights, bias, layer):
        return self.activation.apply(weights @ layer + bias)

    def guess(self, input_array):
        output = MatrixUtilities.array_to_matrix(input_array)
        for n in range(len(self.weights)):
            output = self.calculate_layer(self.weights[n], self.biases[n], output)
        return MatrixUtilities.matrix_to_array(output)

    def train(self, input_array, target_array):
        target = MatrixUtilities.array_to_matrix(target_array)

        # Calculate the values of every single layer
        layers = [MatrixUtilities.array_to_matrix(input_array)]
        for j in range(1, len(self.layer_sizes)):
            layers.append(self.calculate_layer(self.weights[j - 1], self.biases[j - 1], layers[j - 1]))

        for n in range(len(self.layer_sizes) - 1, 0, -1):
            # Calculate error and gradient, layer n
            errors = target - layers[n]
            gradients = self.activation.apply_derivative(layers[n]) * errors * self.learning_rate

            # Apply to the weights and biases in front of layer n
            deltas = gradients @ layers[n - 1].T
            self.biases[n - 1] = self.biases[n - 1] + gradients
            self.weights[n - 1] = self.weights[n - 1] + deltas

            # Calculate and set target for previous (next) layer
            previous_error = self.weights[n - 1].T @ errors
            target = previous_error + layers[n - 1]


samples = []
for _ in range(60):
    a, b = np.random.rand(2)
    samples.append(([a, b], [1.0 if (a > 0.5) != (b > 0.5) else 0.0]))

network = NeuralNetwork(2, 1, 6, 1, learning_rate=3.0)
for epoch in range(300):
    for k in np.random.permutation(len(samples)):
        network.train(*samples[k])
    if epoch % 30 == 0:
        print("epoch", epoch, "mse", np.mean([(network.guess(i)[0] - t[0]) ** 2 for i, t in samples]))

print("right", sum((network.guess(i)[0] > 0.5) == (t[0] > 0.5) for i, t in samples), "of", len(samples))
