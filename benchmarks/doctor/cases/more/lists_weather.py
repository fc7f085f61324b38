# Predict tomorrow's maximum temperature from today's readings. 3 layer net, plain functions.
import math
import numpy as np

rng = np.random.RandomState(0)

# a made up weather station: yearly wave + noise, the next day depends on the last
days = 1500
season = 12 * np.sin(2 * np.pi * np.arange(days) / 365.0) + 15
tmax = np.zeros(days)
rain = np.zeros(days)
tmax[0] = season[0]
for d in range(1, days):
    rain[d] = max(0.0, rng.randn()) * (1 if rng.rand() < 0.4 else 0)
    tmax[d] = 0.7 * tmax[d - 1] + 0.3 * season[d] - 1.5 * math.sqrt(rain[d - 1]) * (tmax[d - 1] > 15) + rng.randn()
tmin = tmax - 6 - 2 * (rain == 0) + rng.randn(days)

PREDICTORS = np.stack([tmax, tmin, rain, np.sin(2 * np.pi * np.arange(days) / 365.0)], axis=1)[:-1]
TARGET = tmax[1:].reshape(-1, 1)

split = 1000
mu, sd = PREDICTORS[:split].mean(axis=0), PREDICTORS[:split].std(axis=0)
ty_mu, ty_sd = TARGET[:split].mean(), TARGET[:split].std()
x_all = (PREDICTORS - mu) / sd
y_all = (TARGET - ty_mu) / ty_sd
train_x, train_y = x_all[:split], y_all[:split]
valid_x, valid_y = x_all[split:], y_all[split:]


def init_layers(inputs):
    layers = []
    for i in range(1, len(inputs)):
        layers.append([
            rng.rand(inputs[i - 1], inputs[i]) / 5 - .1,
            np.ones((1, inputs[i])) * .1
        ])
    return layers


def forward(batch, layers):
    hiddens = [batch.copy()]
    for i in range(len(layers)):
        batch = np.matmul(batch, layers[i][0]) + layers[i][1]
        if i < len(layers) - 1:
            batch = np.maximum(batch, 0)
        hiddens.append(batch.copy())
    return batch, hiddens


def mse(actual, predicted):
    return np.mean((predicted - actual) ** 2)


def mse_grad(actual, predicted):
    return predicted - actual


def backward(layers, hidden, grad, lr):
    for i in range(len(layers) - 1, -1, -1):
        if i != len(layers) - 1:
            grad = np.multiply(grad, np.heaviside(hidden[i + 1], 0))

        w_grad = hidden[i].T @ grad / len(grad)
        b_grad = np.mean(grad, axis=0, keepdims=True)

        layers[i][0] -= w_grad * lr
        layers[i][1] -= b_grad * lr

        grad = grad @ layers[i][0].T
    return layers


lr = 0.08
epochs = 80
batch_size = 16
layers = init_layers([4, 16, 16, 1])

for epoch in range(epochs):
    losses = []
    for i in range(0, train_x.shape[0], batch_size):
        xb = train_x[i:i + batch_size]
        yb = train_y[i:i + batch_size]
        pred, hidden = forward(xb, layers)
        losses.append(mse(yb, pred))
        layers = backward(layers, hidden, mse_grad(yb, pred), lr)
    if epoch % 10 == 0 or epoch == epochs - 1:
        vp, _ = forward(valid_x, layers)
        print("Epoch: {} Train MSE: {:.4f} Valid MSE: {:.4f}".format(epoch, np.mean(losses), mse(valid_y, vp)))

valid_pred, _ = forward(valid_x, layers)
print("mean error in degrees:", np.mean(np.abs(valid_pred - valid_y)) * ty_sd)
