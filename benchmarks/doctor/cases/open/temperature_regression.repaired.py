import math
import numpy as np

rng = np.random.RandomState(0)
n = 1200
tmax = 60 + 18 * np.sin(np.arange(n) / 58.0) + rng.randn(n) * 3
tmin = tmax - 16 + rng.randn(n) * 3
rain = np.maximum(0, rng.randn(n) - 0.8)
tomorrow = 0.6 * tmax + 0.3 * tmin + 10 - 4 * rain + rng.randn(n)

features = np.column_stack([tmax, tmin, rain])
features = (features - features.mean(axis=0)) / features.std(axis=0)
target = ((tomorrow - tomorrow.mean()) / tomorrow.std()).reshape(-1, 1)
train_x, test_x = features[:900], features[900:]
train_y, test_y = target[:900], target[900:]


def make_layers(inputs):
    layers = []
    for i in range(1, len(inputs)):
        layers.append([
            np.random.rand(inputs[i - 1], inputs[i]) / 5 - .1,
            np.ones((1, inputs[i]))
        ])
    return layers


def forward(batch, layers):
    hidden = [batch.copy()]
    for i in range(len(layers)):
        batch = np.matmul(batch, layers[i][0]) + layers[i][1]
        if i < len(layers) - 1:
            batch = np.maximum(batch, 0)
        hidden.append(batch.copy())
    return batch, hidden


def mse(actual, predicted):
    return (actual - predicted) ** 2


def mse_grad(actual, predicted):
    return predicted - actual


def backward(layers, hidden, grad, lr):
    for i in range(len(layers) - 1, -1, -1):
        if i != len(layers) - 1:
            grad = np.multiply(grad, np.heaviside(hidden[i + 1], 0))

        grad_w = hidden[i].T @ grad
        grad_b = np.sum(grad, axis=0)

        grad = grad @ layers[i][0].T

        layers[i][0] -= grad_w * lr
        layers[i][1] -= grad_b * lr
    return layers


lr = 1e-3
epochs = 30
batch_size = 8

layers = make_layers([3, 10, 10, 1])
for epoch in range(epochs):
    losses = []
    for i in range(0, train_x.shape[0], batch_size):
        x_batch = train_x[i:i + batch_size]
        y_batch = train_y[i:i + batch_size]

        pred, hidden = forward(x_batch, layers)
        loss = mse_grad(y_batch, pred)
        losses.append(np.mean(loss ** 2))

        layers = backward(layers, hidden, loss, lr)

    preds, _ = forward(test_x, layers)
    print(f"Epoch: {epoch} Train MSE: {np.mean(losses)} Valid MSE: {np.mean(mse(preds, test_y))}")
