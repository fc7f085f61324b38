import numpy as np


class partB:
    def __init__(self, hidden, lr):
        self.Hn = hidden
        self.lr = lr

    def propagate(self, Xs):
        self.A1 = np.dot(self.W1, Xs) + self.b1
        self.Z1 = np.tanh(self.A1)
        self.A2 = np.dot(self.W2, self.Z1) + self.b2
        return self.A2

    def backProp(self):
        dA2 = self.A2 - self.targets
        dW2 = (1 / self.m) * np.dot(dA2, self.Z1.T)
        db2 = (1 / self.m) * np.sum(dA2, axis=1, keepdims=True)
        dA1 = np.multiply(np.dot(self.W2.T, dA2), 1 - np.power(np.tanh(self.A1), 2))
        dW1 = (1 / self.m) * np.dot(dA1, self.data.T)
        db1 = (1 / self.m) * np.sum(dA1, axis=1, keepdims=True)

        self.W2 = self.W2 - self.lr * dW2
        self.b2 = self.b2 - self.lr * db2
        self.W1 = self.W1 - self.lr * dW1
        self.b1 = self.b1 - self.lr * db1

    def learn(self, Xs, Ts, epochs):
        self.data = Xs
        self.targets = Ts
        self.m = Xs.shape[1]
        self.W1 = np.random.randn(self.Hn, Xs.shape[0])
        self.b1 = np.zeros((self.Hn, 1))
        self.W2 = np.random.randn(Ts.shape[0], self.Hn) / np.sqrt(self.Hn)
        self.b2 = np.zeros((Ts.shape[0], 1))

        for e in range(epochs):
            predictions = self.propagate(Xs)
            cost = np.sum((predictions - Ts) ** 2) / (2 * self.m)
            self.backProp()
            if e % 1000 == 0:
                print("epoch", e, "cost", cost)


X = np.linspace(-3, 3, 60).reshape(1, -1)
T = np.sin(2 * X + 0.7)

net = partB(20, 0.1)
net.learn(X, T, 8000)
out = net.propagate(X)
print("mean absolute error", np.mean(np.abs(out - T)))
