import numpy as np
from sklearn.datasets import make_moons


def make_layer(n_in, n_out, fn, slope_from_output):
    W = np.random.randn(n_in, n_out) * np.sqrt(1.0 / n_in)
    c = np.zeros(n_out)
    memory = {}

    def forward(x):
        memory['x'] = x
        memory['y'] = fn(x @ W + c)
        return memory['y']

    def backward(grad, rate):
        nonlocal W, c
        g = grad * slope_from_output(memory['y'])
        to_below = g @ W.T
        W = W - rate * memory['x'].T @ g
        c = c - rate * g.sum(axis=0)
        return to_below

    return forward, backward


def softplus(z):
    return np.logaddexp(0, z)


points, side = make_moons(n_samples=400, noise=0.12)
side = side.astype(float)[:, None]

stack = [
    make_layer(2, 20, softplus, lambda y: 1 - np.exp(-y)),
    make_layer(20, 20, softplus, lambda y: 1 - np.exp(-y)),
    make_layer(20, 1, lambda z: z, lambda y: 1.0),
]


def score(x):
    for forward, _ in stack:
        x = forward(x)
    return x


for step in range(1500):
    z = score(points)
    loss = np.mean(softplus(z) - side * z)
    grad = (0.5 * (1 + np.tanh(z / 2)) - side) / len(points)
    for _, backward in reversed(stack):
        grad = backward(grad, 1.0)
    if step % 150 == 0:
        print(step, round(loss, 4))

print('share on the right side', np.mean((score(points) > 0) == (side == 1)))
