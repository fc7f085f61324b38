import numpy as np
from sklearn.datasets import load_diabetes

data = load_diabetes()
X = data.data
y = data.target.reshape(-1, 1)

X = X / X.std(axis=0)
y = y / 100          # otherwise the numbers are so large

print("X", X.shape, "y", y.shape, "y from", y.min(), "to", y.max())


class Neural_Network(object):
    def __init__(self):
        # parameters
        self.inputSize = X.shape[1]
        self.outputSize = 1
        self.hiddenSize = 6
        self.lr = 0.05

        # weights
        self.W1 = np.random.randn(self.inputSize, self.hiddenSize) * 0.3
        self.b1 = np.zeros(self.hiddenSize)
        self.W2 = np.random.randn(self.hiddenSize, self.outputSize) * 0.3
        self.b2 = np.zeros(self.outputSize)

    def forward(self, X):
        self.z = np.dot(X, self.W1) + self.b1
        self.z2 = self.sigmoid(self.z)
        self.z3 = np.dot(self.z2, self.W2) + self.b2
        o = self.z3
        return o

    def sigmoid(self, s):
        return 1 / (1 + np.exp(-s))

    def sigmoidPrime(self, s):
        return s * (1 - s)

    def backward(self, X, y, o):
        n = X.shape[0]
        self.o_error = o - y
        self.o_delta = self.o_error / n

        self.z2_error = self.o_delta.dot(self.W2.T)
        self.z2_delta = self.z2_error * self.sigmoidPrime(self.z2)

        self.W1 -= self.lr * X.T.dot(self.z2_delta)
        self.b1 -= self.lr * self.z2_delta.sum(axis=0)
        self.W2 -= self.lr * self.z2.T.dot(self.o_delta)
        self.b2 -= self.lr * self.o_delta.sum(axis=0)

    def train(self, X, y):
        o = self.forward(X)
        self.backward(X, y, o)


np.random.seed(0)
net = Neural_Network()
for i in range(5000):
    net.train(X, y)
    if i % 1000 == 0:
        print("Loss:", np.mean((y - net.forward(X)) ** 2))

print("Loss:", np.mean((y - net.forward(X)) ** 2))
print("first ten")
for p, t in zip(net.forward(X)[:10], y[:10]):
    print(p[0].round(3), t[0])
