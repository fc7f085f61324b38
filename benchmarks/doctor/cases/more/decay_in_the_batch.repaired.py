import numpy as np
from sklearn.datasets import load_digits


class SGD:
    def __init__(self, lr=0.1, decay=0.95):
        self.lr = lr
        self.decay = decay

    def step(self, params, grads):
        for k in params:
            params[k] -= self.lr * grads[k]



class ThreeLayerNet:
    def __init__(self, sizes, activation='relu'):
        self.params = {}
        self.activation = activation
        self.L = len(sizes) - 1
        for i in range(1, self.L + 1):
            self.params[f'W{i}'] = np.random.randn(sizes[i - 1], sizes[i]) * np.sqrt(2 / sizes[i - 1])
            self.params[f'b{i}'] = np.zeros(sizes[i])

    def act(self, z):
        return np.maximum(0, z) if self.activation == 'relu' else np.tanh(z)

    def act_grad(self, z):
        return (z > 0) * 1.0 if self.activation == 'relu' else 1 - np.tanh(z) ** 2

    def forward(self, X):
        self.cache = {'A0': X}
        A = X
        for i in range(1, self.L + 1):
            Z = A @ self.params[f'W{i}'] + self.params[f'b{i}']
            A = self.act(Z) if i < self.L else self.softmax(Z)
            self.cache[f'Z{i}'], self.cache[f'A{i}'] = Z, A
        return A

    def softmax(self, z):
        z = z - np.max(z, axis=1, keepdims=True)
        e = np.exp(z)
        return e / np.sum(e, axis=1, keepdims=True)

    def backward(self, y):
        grads = {}
        m = len(y)
        dZ = self.cache[f'A{self.L}'] - np.eye(10)[y]
        dZ = dZ / m
        for i in range(self.L, 0, -1):
            grads[f'W{i}'] = self.cache[f'A{i-1}'].T @ dZ
            grads[f'b{i}'] = dZ.sum(axis=0)
            if i > 1:
                dZ = dZ @ self.params[f'W{i}'].T * self.act_grad(self.cache[f'Z{i-1}'])
        return grads


def train(net, opt, X, y, X_val, y_val, epochs=30, batch_size=32):
    best_acc = 0
    for epoch in range(epochs):
        idx = np.random.permutation(len(X))
        loss = 0
        for s in range(0, len(X), batch_size):
            b = idx[s:s + batch_size]
            P = net.forward(X[b])
            loss += -np.log(P[range(len(b)), y[b]] + 1e-10).sum()
            grads = net.backward(y[b])
            opt.step(net.params, grads)
        opt.lr *= opt.decay
        val_acc = np.mean(net.forward(X_val).argmax(1) == y_val)
        best_acc = max(best_acc, val_acc)
        print(f'Epoch {epoch + 1}/{epochs}  loss {loss / len(X):.4f}  val_acc {val_acc:.4f}  best {best_acc:.4f}')


digits = load_digits()
X, y = digits.data / 16.0, digits.target
perm = np.random.permutation(len(X))
X, y = X[perm], y[perm]

net = ThreeLayerNet([64, 48, 24, 10])
opt = SGD(lr=0.1, decay=0.95)
train(net, opt, X[:1400], y[:1400], X[1400:], y[1400:])
