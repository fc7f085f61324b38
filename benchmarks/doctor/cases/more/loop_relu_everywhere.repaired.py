import numpy as np
from sklearn.datasets import load_diabetes


class Dense:
    def __init__(self, n_in, n_out, activation='relu'):
        self.weights = np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)
        self.bias = np.zeros((1, n_out))
        self.activation = activation

    def forward(self, x):
        self.x = x
        self.z = x @ self.weights + self.bias
        if self.activation == 'relu':
            return np.maximum(0, self.z)
        return self.z

    def backward(self, grad):
        if self.activation == 'relu':
            grad = grad * (self.z > 0)
        self.dw = self.x.T @ grad
        self.db = grad.sum(axis=0, keepdims=True)
        return grad @ self.weights.T


class MSELoss:
    def forward(self, pred, target):
        self.pred, self.target = pred, target
        return np.mean((pred - target) ** 2)

    def backward(self):
        return 2 * (self.pred - self.target) / self.pred.shape[0]


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, layers):
        for layer in layers:
            layer.weights -= self.lr * layer.dw
            layer.bias -= self.lr * layer.db


class Network:
    def __init__(self, sizes, activation='relu'):
        self.layers = []
        for i in range(len(sizes) - 1):
            act = activation if i < len(sizes) - 2 else 'linear'
            self.layers.append(Dense(sizes[i], sizes[i + 1], activation=act))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)

    def fit(self, x, y, loss, optimizer, epochs, batch_size):
        n = x.shape[0]
        for epoch in range(epochs):
            perm = np.random.permutation(n)
            total = 0
            for i in range(0, n, batch_size):
                idx = perm[i:i + batch_size]
                pred = self.forward(x[idx])
                total += loss.forward(pred, y[idx]) * len(idx)
                self.backward(loss.backward())
                optimizer.step(self.layers)
            if epoch % 10 == 0:
                print(f'[{epoch}] loss: {total / n:.4f}')


x, y = load_diabetes(return_X_y=True)
x = (x - x.mean(axis=0)) / x.std(axis=0)
y = ((y - y.mean()) / y.std()).reshape(-1, 1)

model = Network([10, 16, 16, 1])
model.fit(x, y, MSELoss(), SGD(lr=0.01), epochs=60, batch_size=32)

pred = model.forward(x)
print('min / max prediction', pred.min(), pred.max())
print('min / max target', y.min(), y.max())
print('R2', 1 - np.mean((y - pred) ** 2))
