import numpy as np


class partB:
    def __init__(self):
        pass

    def propagate(self, Xs):
        self.A1 = np.dot(self.W1, Xs)
        self.Z1 = np.tanh(self.A1) + self.b1
        self.A2 = np.dot(self.W2, self.Z1)
        self.Z2 = np.power(1 + np.exp(-1 * self.A2), -1) + self.b2
        predictions = self.Z2
        return predictions

    def backProp(self, momentumFac):
        # Get gradients
        dA2 = self.Z2 - self.targets
        dW2 = (1 / self.m) * np.dot(dA2, self.A1.T)
        db2 = (1 / self.m) * np.sum(dA2, axis=1, keepdims=True)
        dA1 = np.multiply(np.dot(self.W2.T, dA2), 1 - np.power(self.Z1, 2))
        dW1 = (1 / self.m) * np.dot(dA1, self.data.T)
        db1 = (1 / self.m) * np.sum(dA1, axis=1, keepdims=True)

        # momentum
        self.vW1 = momentumFac * self.vW1 - self.learningRate * dW1
        self.vb1 = momentumFac * self.vb1 - self.learningRate * db1
        self.vW2 = momentumFac * self.vW2 - self.learningRate * dW2
        self.vb2 = momentumFac * self.vb2 - self.learningRate * db2

        # Update weights and biases
        self.W1 = self.W1 + self.vW1
        self.b1 = self.b1 + self.vb1
        self.W2 = self.W2 + self.vW2
        self.b2 = self.b2 + self.vb2

    def learn(self, data, targets, Hn, epochs, learningRate, momentumFac):
        self.data = data
        self.targets = targets
        self.learningRate = learningRate
        self.m = data.shape[1]
        self.W1 = np.random.randn(Hn, data.shape[0])
        self.b1 = np.random.randn(Hn, 1)
        self.W2 = np.random.randn(1, Hn) * 0.3
        self.b2 = np.zeros((1, 1))
        self.vW1 = np.zeros_like(self.W1)
        self.vb1 = np.zeros_like(self.b1)
        self.vW2 = np.zeros_like(self.W2)
        self.vb2 = np.zeros_like(self.b2)
        for i in range(epochs):
            predictions = self.propagate(data)
            cost = np.sum(np.power(predictions - targets, 2)) / (2 * self.m)
            self.backProp(momentumFac)
            if i % 1000 == 0:
                print("epoch", i, "cost", cost)


Xs = np.random.uniform(-3.2, 3.2, (1, 60))
Ts = np.sin(Xs) + np.random.randn(1, 60) * 0.05

net = partB()
net.learn(Xs, Ts, Hn=20, epochs=8000, learningRate=0.02, momentumFac=0.9)
grid = np.linspace(-3, 3, 7).reshape(1, -1)
print(grid.ravel())
print(net.propagate(grid).ravel())
