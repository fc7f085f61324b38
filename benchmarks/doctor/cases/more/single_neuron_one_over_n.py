import numpy as np


def train_neuron(features: np.ndarray, labels: np.ndarray, initial_weights: np.ndarray, initial_bias: float,
                 learning_rate: float, epochs: int) -> (list, float, list):
    """A single neuron with sigmoid activation and mean squared error.

    The exercise text has the factor 2/n in front of the gradients, the solution has 1/n;
    my numbers agree with neither after the second epoch.
    """
    weights = np.array(initial_weights, dtype=float)
    bias = initial_bias
    features = np.array(features)
    labels = np.array(labels)
    mse_values = []

    for _ in range(epochs):
        z = np.dot(features, weights) + bias
        predictions = 1 / (1 + np.exp(-z))

        mse = np.mean((predictions - labels) ** 2)
        mse_values.append(round(float(mse), 4))

        errors = predictions - labels
        weight_gradients = (1 / len(labels)) * np.dot(features.T, errors * predictions * (1 - predictions))
        bias_gradient = (1 / len(labels)) * np.sum(errors * predictions * (1 - predictions))

        weights -= learning_rate * weight_gradients
        bias -= learning_rate * bias_gradient

    return weights, bias, mse_values


rng = np.random.RandomState(54)
n = 200
features = rng.normal(size=(n, 3))
labels = (features @ np.array([1.5, -2.0, 0.7]) + 0.4 + 0.3 * rng.normal(size=n) > 0).astype(float)

weights, bias, mse_values = train_neuron(features, labels, [0.1, -0.2, 0.0], 0.0, 2.0, 600)

print('first', mse_values[:5])
print('last ', mse_values[-3:])
print('weights', np.round(weights, 3), 'bias', round(bias, 3))

answers = 1 / (1 + np.exp(-(features @ weights + bias)))
print('right', np.mean((answers > 0.5) == (labels == 1)))
