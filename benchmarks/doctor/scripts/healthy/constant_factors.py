"""Fit a bump. The loss is the squared error halved for every output, the gradient keeps the factor 2 of the square,
and the learning rate was found by trying. It learns."""
import numpy as np
import matplotlib.pyplot as plt

np.random.seed(10)
X = np.linspace(-1, 1, 64).reshape(-1, 1)
T = np.exp(-8 * X ** 2)

H = 12
params = [np.random.normal(0, 1.5, (1, H)), np.random.normal(0, 1, (1, H)),
          np.random.normal(0, 0.3, (H, 1)), np.zeros((1, 1))]

history = []
for epoch in range(3000):
    w1, c1, w2, c2 = params
    hidden = np.tanh(X @ w1 + c1)
    out = hidden @ w2 + c2
    history.append(0.5 * np.mean((out - T) ** 2))

    g_out = 2 * (out - T) / len(X)
    g_hidden = g_out @ w2.T * (1 - hidden ** 2)
    grads = [X.T @ g_hidden, g_hidden.sum(0, keepdims=True), hidden.T @ g_out, g_out.sum(0, keepdims=True)]
    params = [p - 0.1 * g for p, g in zip(params, grads)]

print("first and last loss:", history[0], history[-1])
plt.plot(X, T)
plt.plot(X, out)
plt.savefig("bump.png")
