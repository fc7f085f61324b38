import numpy as np
import matplotlib.pyplot as plt


class PartB:
    """Regression of a sine wave with Hn hidden tanh units (features x samples)."""

    def propagate(self, Xs):
        self.A1 = np.dot(self.W1, Xs)
        self.Z1 = np.tanh(self.A1) + self.b1
        self.A2 = np.dot(self.W2, self.Z1)
        self.Z2 = np.power(1 + np.exp(-1 * self.A2), -1) + self.b2
        return self.Z2

    def backProp(self, momentumFac):
        # Get gradients
        dA2 = self.Z2 - self.targets
        dW2 = (1 / self.m) * np.dot(dA2, self.A1.T)
        db2 = (1 / self.m) * np.sum(dA2, axis=1, keepdims=True)
        dA1 = np.multiply(np.dot(self.W2.T, dA2), 1 - np.power(self.Z1, 2))
        dW1 = (1 / self.m) * np.dot(dA1, self.data.T)
        db1 = (1 / self.m) * np.sum(dA1, axis=1, keepdims=True)

        # momentum terms
        self.vW1 = momentumFac * self.vW1 - self.learnRate * dW1
        self.vb1 = momentumFac * self.vb1 - self.learnRate * db1
        self.vW2 = momentumFac * self.vW2 - self.learnRate * dW2
        self.vb2 = momentumFac * self.vb2 - self.learnRate * db2

        self.W1 = self.W1 + self.vW1
        self.b1 = self.b1 + self.vb1
        self.W2 = self.W2 + self.vW2
        self.b2 = self.b2 + self.vb2

    def learn(self, data, targets, Hn, learnRate, epochs, momentumFac=0.0):
        self.data = data
        self.targets = targets
        self.m = data.shape[1]
        self.learnRate = learnRate

        self.W1 = np.random.randn(Hn, data.shape[0])
        self.b1 = np.zeros((Hn, 1))
        self.W2 = np.random.randn(targets.shape[0], Hn) * 0.5
        self.b2 = np.zeros((targets.shape[0], 1))
        self.vW1, self.vb1 = np.zeros_like(self.W1), np.zeros_like(self.b1)
        self.vW2, self.vb2 = np.zeros_like(self.W2), np.zeros_like(self.b2)

        self.costs = []
        for i in range(epochs):
            out = self.propagate(self.data)
            cost = np.sum((out - self.targets) ** 2) / (2 * self.m)
            self.costs.append(cost)
            if i % 500 == 0:
                print("epoch", i, "cost", cost)
            self.backProp(momentumFac)


np.random.seed(11)
xs = np.random.uniform(-np.pi, np.pi, (1, 60))
ys = np.sin(xs)

net = PartB()
net.learn(xs, ys, Hn=20, learnRate=0.05, epochs=4000, momentumFac=0.5)

grid = np.linspace(-np.pi, np.pi, 100).reshape(1, -1)
curve = net.propagate(grid)
plt.plot(grid[0], curve[0])
plt.scatter(xs[0], ys[0], s=8)
plt.title("hidden units: 20")
plt.savefig("/dev/null", format="png")
print("final cost", net.costs[-1])
