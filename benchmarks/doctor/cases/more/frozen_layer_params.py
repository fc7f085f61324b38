"""
Simple Neural Network in Python with Functional Programming style
"""
import numpy as np
from dataclasses import dataclass
from typing import List, Tuple
from sklearn.datasets import load_iris


@dataclass(frozen=True)
class LayerParams:
    """Immutable layer parameters"""
    weights: np.ndarray
    biases: np.ndarray
    activation_name: str


@dataclass(frozen=True)
class LayerCache:
    """Cache for layer computations during forward pass"""
    input: np.ndarray
    z: np.ndarray
    output: np.ndarray


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "relu": (lambda z: np.maximum(0, z), lambda z: np.where(z > 0, 1.0, 0.0)),
}


def cross_entropy(y, p):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


def cross_entropy_derivative(y, p):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return (p - y) / (p * (1 - p))


def init_layer_params(input_size: int, output_size: int, activation_name: str) -> LayerParams:
    # He initialization for ReLU, Xavier for sigmoid
    scale = np.sqrt((2.0 if activation_name == "relu" else 1.0) / input_size)
    weights = np.random.randn(output_size, input_size) * scale
    return LayerParams(weights, np.zeros((output_size, 1)), activation_name)


def forward_layer(x, params: LayerParams) -> LayerCache:
    z = params.weights @ x + params.biases
    return LayerCache(input=x, z=z, output=ACTIVATIONS[params.activation_name][0](z))


def forward_network(x, layers: List[LayerParams]) -> Tuple[np.ndarray, List[LayerCache]]:
    current = x.T  # Convert to shape (input_size, batch_size)
    caches = []
    for params in layers:
        cache = forward_layer(current, params)
        caches.append(cache)
        current = cache.output
    return current, caches


def backward_layer(grad_output, params, cache, learning_rate, batch_size):
    grad_z = grad_output * ACTIVATIONS[params.activation_name][1](cache.z)
    new_params = LayerParams(
        weights=params.weights - (learning_rate / batch_size) * (grad_z @ cache.input.T),
        biases=params.biases - (learning_rate / batch_size) * np.sum(grad_z, axis=1, keepdims=True),
        activation_name=params.activation_name
    )
    grad_input = params.weights.T @ grad_z
    return grad_input, new_params


def backward_network(x, y, layers, learning_rate):
    batch_size = x.shape[0]
    y = y.T
    output, caches = forward_network(x, layers)
    loss = cross_entropy(y, output) / batch_size
    grad = cross_entropy_derivative(y, output)
    new_layers = []
    for params, cache in zip(reversed(layers), reversed(caches)):
        grad, new_params = backward_layer(grad, params, cache, learning_rate, batch_size)
        new_layers.insert(0, new_params)
    accuracy = np.mean(np.argmax(output, axis=0) == np.argmax(y, axis=0))
    return loss, accuracy, new_layers


def train_network(x, y, layers, learning_rate, epochs=100, batch_size=16):
    history = []
    for epoch in range(epochs):
        idx = np.random.permutation(len(x))
        stats = []
        for i in range(0, len(x), batch_size):
            rows = idx[i:i + batch_size]
            loss, acc, layers = backward_network(x[rows], y[rows], layers, learning_rate)
            stats.append((loss, acc))
        history.append(np.mean(stats, axis=0))
        if epoch % 20 == 0:
            print(f"Epoch {epoch}: Loss={history[-1][0]:.4f}, Accuracy={history[-1][1]:.4f}")
    return history, layers


if __name__ == "__main__":
    x, t = load_iris(return_X_y=True)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = np.eye(3)[t]

    layers = [init_layer_params(4, 12, "relu"), init_layer_params(12, 3, "sigmoid")]
    history, layers = train_network(x, y, layers, learning_rate=0.2)

    output, _ = forward_network(x, layers)
    print("Final accuracy", np.mean(np.argmax(output, axis=0) == t))
