"""A small network as a user would write it, with faults that can be planted in its gradient."""

import itertools

import numpy as np

from unstuck.gradcheck import check_gradients

ACTIVATIONS = {
    "tanh": (np.tanh, lambda z, a: 1 - a**2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
    "relu": (lambda z: np.maximum(0, z), lambda z, a: (z > 0).astype(float)),
}


class Net:
    """Softmax and mean cross-entropy; `fault` plants one mistake in the gradient, as a user would write it."""

    def __init__(
        self, widths=(2, 4, 4, 3), activation="tanh", rows=10, l2=0.0, seed=0, scale=1.0, fault="", kind=float
    ):
        rng = np.random.default_rng(seed)
        self.x = rng.normal(size=(rows, widths[0])).astype(kind)
        self.t = np.eye(widths[-1], dtype=kind)[rng.integers(widths[-1], size=rows)]
        self.depth, self.l2, self.fault, self.kind = len(widths) - 1, l2, fault, kind
        self.activate, self.slope = ACTIVATIONS[activation]
        self.parameters = {}
        for layer, (n_in, n_out) in enumerate(itertools.pairwise(widths), 1):
            self.parameters[f"W{layer}"] = scale * rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
            self.parameters[f"b{layer}"] = scale * rng.normal(size=(1, n_out)) / 10

    def values(self, p):
        """Return (z, a) of each layer, the log-probabilities as the last z."""
        layers = [(None, self.x)]
        for layer in range(1, self.depth + 1):
            w, b = p[f"W{layer}"], p[f"b{layer}"]
            if self.kind is not float:
                w, b = w.astype(self.kind), b.astype(self.kind)
            z = layers[-1][1] @ w + b
            if layer < self.depth:
                layers.append((z, self.activate(z)))
        z = z - z.real.max(axis=1, keepdims=True)
        z = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return [*layers, (z, np.exp(z))]

    def loss(self, p):
        data = -np.sum(self.t * self.values(p)[-1][0]) / self.kind(len(self.x))
        return data + self.l2 / 2 * sum((p[f"W{i + 1}"] ** 2).sum() for i in range(self.depth)) if self.l2 else data

    def gradient(self, p):
        layers, m, fault = self.values(p), len(self.x), self.fault
        y = layers[-1][1]
        dz = (y - self.t) / m
        if fault == "extra output derivative":
            dz = dz * y * (1 - y)
        if fault == "softmax over samples":
            z = layers[-1][0]
            dz = (np.exp(z) / np.exp(z).sum(axis=0) - self.t) / m
        if fault == "one subtracted from every class":
            dz = (y - 1) / m
        gradients = {}
        for layer in range(self.depth, 0, -1):
            w = p[f"W{layer}"]
            below = layers[layer - 1][1]
            if fault == "another layer's activation" and layer == 3:
                below = layers[1][1]
            gradients[f"b{layer}"] = dz.sum(axis=0, keepdims=True)
            gradients[f"W{layer}"] = below.T @ dz + self.l2 * w
            if layer > 1:
                z, a = layers[layer - 1]
                dz = dz @ (w if fault == "weight not transposed" and layer == 2 else w.T)
                if fault == "no activation derivative" and layer == 2:
                    continue
                if fault == "derivative of the activated" and layer == 2:
                    dz = dz * self.slope(a, self.activate(a))
                    continue
                dz = dz * self.slope(z, a)
        return {name: gradients[name] for name in p}


def check(net, change=None, **options):
    """Check a network, whose right gradient `change` turns into a wrong one."""
    g = net.gradient(net.parameters)
    return check_gradients(net.loss, g if change is None else change(g, net.parameters), net.parameters, **options)


def wrong_names(found):
    return {p.name for p in found.parameters if not p.agrees}


def of(found, name):
    return next(p for p in found.parameters if p.name == name)
