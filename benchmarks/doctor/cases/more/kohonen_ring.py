import numpy as np
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

"""Self organising map (1-D chain of 30 nodes) on a ring of points"""

np.random.seed(8)
ang = np.random.uniform(0, 2 * np.pi, 1500)
rad = 1 + 0.05 * np.random.randn(1500)
data = np.column_stack((rad * np.cos(ang), rad * np.sin(ang)))


class SOM:
    def __init__(self, n_nodes, dim, steps):
        self.nodes = np.random.rand(n_nodes, dim) * 0.2      # all start in one corner
        self.pos = np.arange(n_nodes)
        self.steps = steps
        self.sigma0 = n_nodes / 3

    def winner(self, x):
        return int(np.argmin(((self.nodes - x) ** 2).sum(axis=1)))

    def ring_distance(self, k):
        d = np.abs(self.pos - k)
        return np.minimum(d, len(self.pos) - d)

    def fit(self, data):
        for t in range(self.steps):
            frac = t / self.steps
            lr = 0.5 * (0.02 / 0.5) ** frac
            sigma = self.sigma0 * (0.6 / self.sigma0) ** frac
            x = data[np.random.randint(len(data))]
            k = self.winner(x)
            h = np.exp(-self.ring_distance(k) ** 2 / (2 * sigma ** 2))
            self.nodes += lr * h[:, None] * (x - self.nodes)
            if t % 1000 == 0:
                print("t=%5d  lr=%.3f  sigma=%.2f  qe=%.4f" % (t, lr, sigma, self.quantisation_error(data)))
        return self

    def quantisation_error(self, data):
        d = np.sqrt(((data[:, None, :] - self.nodes[None]) ** 2).sum(axis=2))
        return d.min(axis=1).mean()

    def topographic_error(self, data):
        d = ((data[:, None, :] - self.nodes[None]) ** 2).sum(axis=2)
        two = np.argsort(d, axis=1)[:, :2]
        gap = np.abs(two[:, 0] - two[:, 1])
        gap = np.minimum(gap, len(self.pos) - gap)
        return (gap > 1).mean()


som = SOM(30, 2, 6000).fit(data)
print("final quantisation error", som.quantisation_error(data))
print("final topographic error ", som.topographic_error(data))

loop = np.vstack((som.nodes, som.nodes[:1]))
plt.plot(data[:, 0], data[:, 1], ".", ms=2, alpha=0.3)
plt.plot(loop[:, 0], loop[:, 1], "o-r")
plt.close()
