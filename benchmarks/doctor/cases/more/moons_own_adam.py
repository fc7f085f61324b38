import numpy as np
from sklearn.datasets import make_moons

"""Two moons with my own Adam.
With plain gradient descent everything is fine but slow, with Adam it does not converge."""

np.random.seed(6)
X, y = make_moons(300, noise=0.15, random_state=6)
y = y.reshape(-1, 1)


class Adam:
    def __init__(self, params, lr=0.01, beta_m=0.9, beta_v=0.999, eps=1e-8):
        self.lr, self.beta_m, self.beta_v, self.eps = lr, beta_m, beta_v, eps
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]
        self.i = 0

    def step(self, params, grads):
        self.i += 1
        for k, (p, g) in enumerate(zip(params, grads)):
            # calculate m and v
            self.m[k] = self.beta_m * self.m[k] + (1 - self.beta_m) * g
            self.v[k] = self.beta_v * self.v[k] + (1 - self.beta_v) * (g ** 2)
            # bias correction
            self.m[k] = self.m[k] / (1 - self.beta_m ** self.i)
            self.v[k] = self.v[k] / (1 - self.beta_v ** self.i)
            p -= self.lr * self.m[k] / (np.sqrt(self.v[k]) + self.eps)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, params):
    W1, b1, W2, b2 = params
    a1 = np.tanh(X @ W1 + b1)
    return a1, sigmoid(a1 @ W2 + b2)


params = [np.random.randn(2, 16) * 0.7, np.zeros((1, 16)), np.random.randn(16, 1) * 0.25, np.zeros((1, 1))]
optimizer = Adam(params, lr=0.02)

losses = []
for it in range(400):
    a1, p = forward(X, params)
    losses.append(-np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)))
    d2 = (p - y) / len(X)
    d1 = d2 @ params[2].T * (1 - a1 ** 2)
    grads = [X.T @ d1, d1.sum(axis=0, keepdims=True), a1.T @ d2, d2.sum(axis=0, keepdims=True)]
    optimizer.step(params, grads)
    if it % 50 == 0:
        print(f'{it:4d} loss {losses[-1]:.4f}')

print('accuracy', np.mean((forward(X, params)[1] > 0.5) == y))
