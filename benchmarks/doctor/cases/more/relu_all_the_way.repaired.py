import numpy as np
from sklearn.datasets import load_diabetes


class MLP:
    def __init__(self, sizes):
        self.weights = []
        self.biases = []
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            self.weights.append(np.random.randn(fan_in, fan_out) * np.sqrt(2 / fan_in))
            self.biases.append(np.full((1, fan_out), 0.1))

    def forward(self, x):
        self.a = [x]
        self.z = []
        for W, b in zip(self.weights, self.biases):
            self.z.append(self.a[-1] @ W + b)
            self.a.append(np.maximum(0, self.z[-1]) if len(self.z) < len(self.weights) else self.z[-1])
        return self.a[-1]

    def backward(self, y):
        n = len(y)
        dW = [None] * len(self.weights)
        db = [None] * len(self.weights)
        delta = 2 * (self.a[-1] - y) / n
        for i in reversed(range(len(self.weights))):
            if i < len(self.weights) - 1:
                delta = delta * (self.z[i] > 0)
            dW[i] = self.a[i].T @ delta
            db[i] = delta.sum(axis=0, keepdims=True)
            delta = delta @ self.weights[i].T
        return dW, db

    def train(self, x, y, lr, epochs):
        for epoch in range(epochs):
            out = self.forward(x)
            loss = np.mean((out - y) ** 2)
            dW, db = self.backward(y)
            for i in range(len(self.weights)):
                self.weights[i] -= lr * dW[i]
                self.biases[i] -= lr * db[i]
            if epoch % 100 == 0:
                print("Epoch", epoch, "MSE", loss)


x, y = load_diabetes(return_X_y=True)
x = (x - x.mean(0)) / x.std(0)
y = (y - y.mean()) / y.std()
y = y[:, None]

mlp = MLP([10, 16, 16, 1])
mlp.train(x, y, lr=0.05, epochs=600)
pred = mlp.forward(x)
print("lowest / highest prediction:", pred.min(), pred.max())
print("lowest / highest target:    ", y.min(), y.max())
