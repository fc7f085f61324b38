import numpy as np


class SineNet:

    def __init__(self, hidden, seed):
        rng = np.random.RandomState(seed)
        self.W1 = rng.randn(hidden, 1) * 1.5
        self.b1 = rng.uniform(-2, 2, (hidden, 1))
        self.W2 = rng.randn(1, hidden) / np.sqrt(hidden)
        self.b2 = np.zeros((1, 1))
        self.velocity = [np.zeros_like(w) for w in (self.W1, self.b1, self.W2, self.b2)]

    def propagate(self, Xs):
        self.A1 = np.dot(self.W1, Xs) + self.b1
        self.Z1 = np.tanh(self.A1)
        self.A2 = np.dot(self.W2, self.Z1) + self.b2
        self.Z2 = np.power(1 + np.exp(-1 * self.A2), -1)
        return self.Z2

    def back_prop(self, Xs, targets):
        m = Xs.shape[1]
        dA2 = self.Z2 - targets
        dW2 = (1 / m) * np.dot(dA2, self.A1.T)
        db2 = (1 / m) * np.sum(dA2, axis=1, keepdims=True)
        dA1 = np.multiply(np.dot(self.W2.T, dA2), 1 - np.power(self.Z1, 2))
        dW1 = (1 / m) * np.dot(dA1, Xs.T)
        db1 = (1 / m) * np.sum(dA1, axis=1, keepdims=True)
        return [dW1, db1, dW2, db2]

    def learn(self, Xs, targets, epochs, rate, momentum):
        history = []
        for epoch in range(epochs):
            out = self.propagate(Xs)
            history.append(float(np.mean((out - targets) ** 2)))
            gradients = self.back_prop(Xs, targets)
            for k, g in enumerate(gradients):
                self.velocity[k] = momentum * self.velocity[k] - rate * g
            self.W1 = self.W1 + self.velocity[0]
            self.b1 = self.b1 + self.velocity[1]
            self.W2 = self.W2 + self.velocity[2]
            self.b2 = self.b2 + self.velocity[3]
            if epoch % 500 == 0:
                print("epoch", epoch, "mse", round(history[-1], 5))
        return history


xs = np.linspace(-np.pi, np.pi, 60).reshape(1, -1)
ts = np.sin(xs)

net = SineNet(hidden=20, seed=5)
history = net.learn(xs, ts, epochs=4001, rate=0.05, momentum=0.9)
print("final mse", history[-1])
print(np.round(net.propagate(xs)[0, ::10], 2))
print(np.round(ts[0, ::10], 2))
