import numpy as np
from sklearn.datasets import load_digits


class Linear:
    def __init__(self, n_in, n_out):
        self.w = np.random.normal(0, np.sqrt(2 / n_in), (n_in, n_out))
        self.b = np.zeros((1, n_out))

    def forward(self, X, training=True):
        self.X = X
        return X @ self.w + self.b

    def backward(self, error):
        self.grad_w = self.X.T @ error
        self.grad_b = np.sum(error, axis=0, keepdims=True)
        return error @ self.w.T

    def update(self, lr):
        self.w -= lr * self.grad_w
        self.b -= lr * self.grad_b


class ReLU:
    def forward(self, X, training=True):
        self.mask = X > 0
        return X * self.mask

    def backward(self, error):
        return error * self.mask

    def update(self, lr):
        pass


class Dropout:
    """
    rate - probability of a unit to be dropped
    """
    def __init__(self, rate=0.1):
        self.rate = rate

    def forward(self, X, training=True):
        if not training:
            self.mask = 1.0
            return X
        self.mask = np.random.binomial(1, 1 - self.rate, size=X.shape) / (1 - self.rate)
        return X * self.mask

    def backward(self, error):
        return error * self.mask

    def update(self, lr):
        pass


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Model:
    def __init__(self, layers):
        self.layers = layers

    def predict(self, X, training=False):
        for layer in self.layers:
            X = layer.forward(X, training)
        return softmax(X)

    def fit(self, X, y, epochs, batch_size, lr):
        n = len(X)
        for epoch in range(epochs):
            order = np.random.permutation(n)
            losses = []
            for i in range(0, n, batch_size):
                idx = order[i:i + batch_size]
                p = self.predict(X[idx], training=True)
                losses.append(-np.mean(np.log(p[np.arange(len(idx)), y[idx]] + 1e-12)))
                error = p
                error[np.arange(len(idx)), y[idx]] -= 1
                error /= len(idx)
                for layer in reversed(self.layers):
                    error = layer.backward(error)
                for layer in self.layers:
                    layer.update(lr)
            if epoch % 5 == 0:
                print(f'epoch {epoch} training loss {np.mean(losses):.4f}')


digits = load_digits()
X, y = digits.data / 16, digits.target
order = np.random.permutation(len(X))
X, y = X[order], y[order]
X_train, y_train, X_test, y_test = X[:500], y[:500], X[500:], y[500:]

model = Model([Linear(64, 64), ReLU(), Dropout(0.7),
               Linear(64, 64), ReLU(), Dropout(0.7),
               Linear(64, 10)])
model.fit(X_train, y_train, epochs=60, batch_size=32, lr=0.1)

p = model.predict(X_test)
nll = -np.mean(np.log(p[np.arange(len(p)), y_test] + 1e-12))
print('test accuracy', np.mean(p.argmax(axis=1) == y_test))
print('test loss', nll)
