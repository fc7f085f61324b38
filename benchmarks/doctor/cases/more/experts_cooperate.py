import numpy as np

np.random.seed(9)


def soft(z):
    e = np.exp(z - z.max(0))
    return e / e.sum(0)


class MixtureOfExperts:
    """competitive: the likelihood of a mixture of linear experts, the samples stand in columns"""

    def __init__(self, d, n_experts, spread=0.3):
        self.v = np.random.randn(n_experts, d + 1) * 0.5
        self.m = np.random.randn(n_experts, d + 1) * 0.5
        self.spread = spread

    def _look(self, X):
        X1 = np.vstack([X, np.ones(X.shape[1])])
        return X1, self.v @ X1, soft(self.m @ X1)

    def __call__(self, X):
        _, out, g = self._look(X)
        return (g * out).sum(0)

    def likelihood_step(self, X, r, eta):
        X1, out, g = self._look(X)
        log_p = np.log(g + 1e-300) - (r - out) ** 2 / (2 * self.spread ** 2)
        top = log_p.max(0)
        post = soft(log_p)
        self.v += eta * (post * (r - out)) @ X1.T / len(r)
        self.m += eta * (post - g) @ X1.T / len(r)
        return np.mean(top + np.log(np.exp(log_p - top).sum(0)))


def target(x):
    return np.where(x < -0.7, 1.5 + x, np.where(x < 0.9, -x, 2 * x - 2.7))


x = np.random.uniform(-2, 2, 300)
r = target(x) + 0.1 * np.random.randn(300)
moe = MixtureOfExperts(1, 6)
for epoch in range(1500):
    ll = moe.likelihood_step(x[None, :], r, eta=1.0 if epoch < 1000 else 0.3)
    if epoch % 250 == 0:
        print('epoch', epoch, 'log-likelihood', ll)

grid = np.linspace(-2, 2, 201)
gap = moe(grid[None, :]) - target(grid)
print('mean squared distance from the curve', np.mean(gap ** 2))
