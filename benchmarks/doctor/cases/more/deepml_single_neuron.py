import numpy as np


# Problem 25: single neuron with backpropagation. The "learn" text has 2/n in front of the
# gradients, the expected output only comes out with 1/n. What is the right one?
def train_neuron(features, labels, initial_weights, initial_bias, learning_rate, epochs):
    weights = np.array(initial_weights)
    bias = initial_bias
    features = np.array(features)
    labels = np.array(labels)
    mse_values = []

    for _ in range(epochs):
        z = np.dot(features, weights) + bias
        predictions = 1 / (1 + np.exp(-z))

        mse = np.mean((predictions - labels) ** 2)
        mse_values.append(round(mse, 4))

        # Gradient calculation for weights and bias
        errors = predictions - labels
        weight_gradients = np.dot(features.T, errors * predictions * (1 - predictions)) / len(labels)
        bias_gradient = np.mean(errors * predictions * (1 - predictions))

        # Update weights and bias
        weights = weights - learning_rate * weight_gradients
        bias = bias - learning_rate * bias_gradient

    return weights, bias, mse_values


gen = np.random.default_rng(25)
points = gen.normal(0, 1, (80, 2))
classes = (1.5 * points[:, 0] - points[:, 1] + 0.4 > 0).astype(int)

w, b, mse = train_neuron(points, classes, [0.1, -0.2], 0.0, 1.0, 1500)
print(w.round(4).tolist(), round(float(b), 4))
print(mse[:5], "...", mse[-5:])
print("accuracy", np.mean((points @ w + b > 0) == (classes == 1)))
