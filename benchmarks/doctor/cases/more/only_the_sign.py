import numpy as np
from sklearn.datasets import load_wine

wine = load_wine()
X = ((wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)).T
n = X.shape[1]
T = np.where(np.arange(3)[:, None] == wine.target, 1.0, -1.0)

shapes = [(6, 13), (6, 1), (3, 6), (3, 1)]
theta = [np.random.uniform(-0.5, 0.5, s) for s in shapes]
delta = [np.full(s, 0.05) for s in shapes]
before = [np.zeros(s) for s in shapes]


def out(theta, X):
    h = np.tanh(theta[0] @ X + theta[1])
    return h, np.tanh(theta[2] @ h + theta[3])


for epoch in range(120):
    h, y = out(theta, X)
    E = 0.5 * np.sum((y - T) ** 2)
    if epoch % 12 == 0:
        print(epoch, E)
    e2 = (y - T) * (1 - y ** 2)
    e1 = (theta[2].T @ e2) * (1 - h ** 2)
    grad = [e1 @ X.T, e1.sum(axis=1, keepdims=True), e2 @ h.T, e2.sum(axis=1, keepdims=True)]
    for k in range(4):
        turn = grad[k] * before[k]
        delta[k] = np.where(turn > 0, np.minimum(1.2 * delta[k], 1.0), np.where(turn < 0, np.maximum(0.5 * delta[k], 1e-6), delta[k]))
        grad[k] = np.where(turn < 0, 0.0, grad[k])
        theta[k] = theta[k] - np.sign(grad[k]) * delta[k]
        before[k] = grad[k]

print("right", np.mean(out(theta, X)[1].argmax(axis=0) == wine.target))
