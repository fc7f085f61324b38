import numpy as np

# weights, centres and widths are all trained


class GaussianUnits:
    def __init__(self, centres, width):
        self.centres = np.asarray(centres, dtype=float)
        self.log_width = np.full(len(self.centres), np.log(width))

    def respond(self, x):
        self.gap = x[:, None] - self.centres[None, :]
        self.width = np.exp(self.log_width)
        self.phi = np.exp(-0.5 * (self.gap / self.width) ** 2)
        return self.phi

    def push(self, d_phi, rate):
        core = d_phi * self.phi
        d_centres = np.sum(core * self.gap / self.width ** 2, axis=0)
        d_log_width = np.sum(core * (self.gap / self.width) ** 2, axis=0)
        self.centres -= rate * d_centres
        self.log_width -= rate * d_log_width


class RBFNet:
    def __init__(self, centres, width, rng):
        self.units = GaussianUnits(centres, width)
        self.weights = 0.1 * rng.standard_normal(len(centres))
        self.offset = 0.0

    def predict(self, x):
        return self.units.respond(x) @ self.weights + self.offset

    def fit(self, x, t, epochs, rate, batch, rng):
        for epoch in range(epochs):
            order = rng.permutation(len(x))
            for part in np.array_split(order, len(x) // batch):
                err = (self.predict(x[part]) - t[part]) / len(part)
                d_phi = np.outer(err, self.weights)
                self.weights -= rate * self.units.phi.T @ err
                self.offset -= rate * err.sum()
                self.units.push(d_phi, rate)
            if epoch % 50 == 0 or epoch == epochs - 1:
                print('epoch %3d   mse %.5f' % (epoch, np.mean((self.predict(x) - t) ** 2)))


rng = np.random.default_rng(14)
x = rng.uniform(-3, 3, 240)
truth = np.sin(3 * x) * np.exp(-0.2 * x ** 2)
t = truth + 0.1 * rng.standard_normal(240)

net = RBFNet(np.linspace(-3, 3, 14), 0.4, rng)
net.fit(x, t, 400, 0.2, 20, rng)
print('against the noiseless curve:', np.mean((net.predict(x) - truth) ** 2).round(5))
print('centres now:', np.sort(net.units.centres).round(2))
