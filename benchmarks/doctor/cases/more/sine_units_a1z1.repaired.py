import numpy as np

np.random.seed(3)


class NeuralNetwork:
    def __init__(self, nHidden, lr=0.01, epochs=8000):
        self.nHidden = nHidden
        self.lr = lr
        self.epochs = epochs

    def initWeights(self, nIn, nOut):
        self.W1 = np.random.uniform(-1, 1, (self.nHidden, nIn))
        self.b1 = np.random.randn(self.nHidden, 1) * 0.1
        self.W2 = np.random.randn(nOut, self.nHidden) / np.sqrt(self.nHidden)
        self.b2 = np.zeros((nOut, 1))
        self.vW1 = np.zeros_like(self.W1)
        self.vb1 = np.zeros_like(self.b1)
        self.vW2 = np.zeros_like(self.W2)
        self.vb2 = np.zeros_like(self.b2)

    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    def propagate(self, Xs):
        self.A1 = np.dot(self.W1, Xs) + self.b1
        self.Z1 = np.tanh(self.A1)
        self.A2 = np.dot(self.W2, self.Z1) + self.b2
        self.Z2 = self.A2
        predictions = self.Z2
        return predictions

    def backProp(self, momentumFac):
        # Get gradients
        dA2 = self.Z2 - self.targets
        dW2 = (1 / self.m) * np.dot(dA2, self.Z1.T)
        db2 = (1 / self.m) * np.sum(dA2, axis=1, keepdims=True)
        dA1 = np.multiply(np.dot(self.W2.T, dA2), 1 - np.power(self.Z1, 2))
        dW1 = (1 / self.m) * np.dot(dA1, self.data.T)
        db1 = (1 / self.m) * np.sum(dA1, axis=1, keepdims=True)

        # Momentum
        self.vW1 = momentumFac * self.vW1 - self.lr * dW1
        self.vb1 = momentumFac * self.vb1 - self.lr * db1
        self.vW2 = momentumFac * self.vW2 - self.lr * dW2
        self.vb2 = momentumFac * self.vb2 - self.lr * db2

        # Update weights and biases
        self.W1 += self.vW1
        self.b1 += self.vb1
        self.W2 += self.vW2
        self.b2 += self.vb2

    def train(self, data, targets, momentumFac=0.9):
        self.data = data
        self.targets = targets
        self.m = data.shape[1]
        self.initWeights(data.shape[0], targets.shape[0])
        for i in range(self.epochs):
            p = self.propagate(data)
            self.backProp(momentumFac)
            if i % 500 == 0:
                print("epoch", i, "mse", np.mean((p - targets) ** 2))


X = np.linspace(-np.pi, np.pi, 100).reshape(1, -1)
T = np.sin(X)

# tried 3 and 20 hidden units, same
net = NeuralNetwork(20)
net.train(X, T)

out = net.propagate(X)
for x, t, o in list(zip(X[0], T[0], out[0]))[::10]:
    print("%6.2f  sin %6.3f  net %6.3f" % (x, t, o))
print("final mse", np.mean((out - T) ** 2))
