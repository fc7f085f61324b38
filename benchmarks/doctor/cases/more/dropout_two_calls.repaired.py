import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split


class Dense:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * np.sqrt(2.0 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad, lr):
        dx = grad @ self.W.T
        self.W -= lr * self.x.T @ grad
        self.b -= lr * grad.sum(axis=0)
        return dx


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad, lr):
        return grad * self.mask


class Dropout:
    def __init__(self, rate):
        self.keep = 1 - rate
        self.training = True

    def forward(self, x):
        if not self.training:
            return x
        self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
        return x * self.mask

    def backward(self, grad, lr):
        return grad * self.mask


class Model:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def fit(self, X, Y, epochs, lr):
        for epoch in range(epochs):
            p = self.forward(X)
            loss = -np.mean(np.sum(Y * np.log(p + 1e-12), axis=1))
            grad = (p - Y) / len(X)
            for layer in reversed(self.layers):
                grad = layer.backward(grad, lr)
            if epoch % 50 == 0:
                print(f"epoch {epoch}: loss {loss:.4f}")

    def predict(self, X):
        for layer in self.layers:
            layer.training = False
        return np.argmax(self.forward(X), axis=1)


wine = load_wine()
X_train, X_test, y_train, y_test = train_test_split(wine.data, wine.target, test_size=0.4, stratify=wine.target)
mu, sigma = X_train.mean(axis=0), X_train.std(axis=0)
X_train = (X_train - mu) / sigma
X_test = (X_test - mu) / sigma

model = Model([Dense(13, 24), ReLU(), Dropout(0.7), Dense(24, 24), ReLU(), Dropout(0.7), Dense(24, 3)])
model.fit(X_train, np.eye(3)[y_train], 500, 0.2)
tries = [np.mean(model.predict(X_test) == y_test) for _ in range(5)]
print("test accuracy, same data five times:", tries)
