# two moons: list of layer dictionaries, leaky relu, inverted dropout, momentum, learning rate decay
import numpy as np
from sklearn.datasets import make_moons

rng = np.random.default_rng(2)
X, y = make_moons(300, noise=0.15, random_state=1)
y = y.reshape(-1, 1)
X_train, y_train = X[:200], y[:200]
X_val, y_val = X[200:], y[200:]

keep = 0.85
lr = 0.3
momentum = 0.9

layers = []
for n_in, n_out in [(2, 32), (32, 32), (32, 1)]:
    layers.append({
        "W": rng.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in),
        "b": np.zeros((1, n_out)),
        "vW": np.zeros((n_in, n_out)),
        "vb": np.zeros((1, n_out)),
    })


def leaky(z):
    return np.where(z > 0, z, 0.01 * z)


def forward(x, train=True):
    for layer in layers[:-1]:
        layer["x"] = x
        layer["z"] = x @ layer["W"] + layer["b"]
        x = leaky(layer["z"])
        if train:
            layer["mask"] = (rng.random(x.shape) < keep) / keep
            x = x * layer["mask"]
    last = layers[-1]
    last["x"] = x
    last["z"] = x @ last["W"] + last["b"]
    return 1 / (1 + np.exp(-last["z"]))


def backward(p, t):
    delta = (p - t) / len(t)
    for i in reversed(range(len(layers))):
        layer = layers[i]
        layer["dW"] = layer["x"].T @ delta
        layer["db"] = delta.sum(axis=0, keepdims=True)
        if i > 0:
            below = layers[i - 1]
            delta = delta @ layer["W"].T
            delta = delta * below["mask"]
            delta = delta * np.where(below["z"] > 0, 1.0, 0.01)


def step(lr):
    for layer in layers:
        layer["vW"] = momentum * layer["vW"] - lr * layer["dW"]
        layer["vb"] = momentum * layer["vb"] - lr * layer["db"]
        layer["W"] += layer["vW"]
        layer["b"] += layer["vb"]


def bce(p, t):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


for epoch in range(60):
    idx = rng.permutation(len(X_train))
    for k in range(0, len(idx), 20):
        rows = idx[k:k + 20]
        p = forward(X_train[rows])
        backward(p, y_train[rows])
        step(lr)
    lr *= 0.98
    if epoch % 10 == 0:
        val = forward(X_val, train=False)
        print("epoch", epoch, "val loss", bce(val, y_val), "val acc", np.mean((val > 0.5) == y_val))

val = forward(X_val, train=False)
print("accuracy", np.mean((val > 0.5) == y_val))
