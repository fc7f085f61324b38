import numpy as np
from sklearn.datasets import make_moons

np.random.seed(4)


def init_weights(layer_sizes):
    Ws, bs = [], []
    for fan_in, fan_out in zip(layer_sizes, layer_sizes[1:]):
        Ws.append(np.random.randn(fan_in, fan_out) / np.sqrt(fan_in))
        bs.append(np.zeros((1, fan_out)))
    return Ws, bs


def forward(X, Ws, bs):
    activations = [X]
    for W, b in zip(Ws[:-1], bs[:-1]):
        activations.append(np.tanh(activations[-1] @ W + b))
    activations.append(1 / (1 + np.exp(-(activations[-1] @ Ws[-1] + bs[-1]))))
    return activations


def cost_function(p, y):
    return -np.mean(y * np.log(p + 1e-10) + (1 - y) * np.log(1 - p + 1e-10))


def train(X, y, Ws, bs, lr=0.3, max_iter=4000, tol=1e-8):
    previous = np.inf
    for i in range(max_iter):
        acts = forward(X, Ws, bs)
        cost = cost_function(acts[-1], y)
        if i % 500 == 0:
            print("iteration", i, "cost", cost)
        # converged?
        if abs(previous - cost) < tol:
            print("converged after", i, "iterations, cost", cost)
            break
        previous = cost
        delta = (acts[-1] - y) / len(y)
        for l in reversed(range(len(Ws))):
            dW, db = acts[l].T @ delta, delta.sum(axis=0, keepdims=True)
            delta = delta @ Ws[l].T * (1 - acts[l] ** 2)
            Ws[l] = Ws[l] - lr * dW
            bs[l] = bs[l] - lr * db
    return Ws, bs


X, y = make_moons(300, noise=0.1)
y = y[:, None]
Ws, bs = init_weights([2, 10, 10, 1])
Ws, bs = train(X, y, Ws, bs)
print("accuracy", np.mean((forward(X, Ws, bs)[-1] > 0.5) == y))
