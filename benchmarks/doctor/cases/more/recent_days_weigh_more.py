import numpy as np

np.random.seed(8)

# load of a small grid by hour and temperature, newer days count more
N = 240
hour = np.random.uniform(0, 24, N)
temp = np.random.uniform(-5, 30, N)
load = 1.2 * np.sin(2 * np.pi * (hour - 9) / 24) + 0.002 * (temp - 17) ** 2 + 0.05 * np.random.randn(N)
features = np.column_stack([np.sin(2 * np.pi * hour / 24), np.cos(2 * np.pi * hour / 24), (temp - 12.5) / 10])
age = np.arange(N)[::-1]
weights = 0.5 ** (age / 120.0)


def weighted_squared_loss(pred, target, weights):
    """returns the loss and its derivative with respect to pred"""
    diff = pred - target
    weighted = diff * weights
    loss = np.sum(weighted * diff) / np.sum(weights) / 2
    grad = np.sum(weighted, axis=1, keepdims=True) / np.sum(weights)
    return loss, grad


class Regressor:
    def __init__(self, d, k):
        self.theta = {'A': np.random.randn(d, k) * 0.5, 'a': np.zeros(k), 'B': np.random.randn(k, 1) * 0.2, 'b': np.zeros(1)}
        self.speed = {key: np.zeros_like(value) for key, value in self.theta.items()}

    def __call__(self, x):
        self.x = x
        self.h = np.tanh(x @ self.theta['A'] + self.theta['a'])
        return self.h @ self.theta['B'] + self.theta['b']

    def grads(self, g):
        gh = (g @ self.theta['B'].T) * (1 - self.h ** 2)
        return {'B': self.h.T @ g, 'b': g.sum(0), 'A': self.x.T @ gh, 'a': gh.sum(0)}

    def update(self, grads, lr, mu):
        for key in self.theta:
            self.speed[key] = mu * self.speed[key] - lr * grads[key]
            self.theta[key] += self.speed[key]


model = Regressor(3, 16)
for step in range(1500):
    pred = model(features)
    loss, grad = weighted_squared_loss(pred, load, weights)
    model.update(model.grads(grad), 0.0005 if step < 50 else 0.001, 0.9)
    if step % 250 == 0:
        print(step, 'weighted loss', loss)

fitted = model(features)[:, 0]
print('rms', np.sqrt(np.mean((fitted - load) ** 2)), 'std of the load', load.std())
