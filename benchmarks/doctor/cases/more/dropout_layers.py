import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Dense:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, x, training=True):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad, lr):
        dW = self.x.T @ grad
        db = grad.sum(axis=0, keepdims=True)
        dx = grad @ self.W.T
        self.W -= lr * dW
        self.b -= lr * db
        return dx


class Relu:
    def forward(self, x, training=True):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad, lr):
        return grad * self.mask


class Dropout:
    def __init__(self, rate):
        self.keep = 1 - rate

    def forward(self, x, training=True):
        if not training:
            return x
        self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
        return x * self.mask

    def backward(self, grad, lr):
        return grad * self.mask


class Model:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x, training=True):
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def softmax(self, z):
        z = z - z.max(axis=1, keepdims=True)
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    def fit(self, X, Y, epochs, lr, batch):
        for e in range(epochs):
            idx = np.random.permutation(len(X))
            total = 0
            for i in range(0, len(X), batch):
                xb, yb = X[idx[i:i + batch]], Y[idx[i:i + batch]]
                p = self.softmax(self.forward(xb))
                total += -np.sum(yb * np.log(p + 1e-12))
                grad = (p - yb) / len(xb)
                for layer in reversed(self.layers):
                    grad = layer.backward(grad, lr)
            print('epoch', e + 1, 'loss', round(total / len(X), 4))

    def predict(self, X):
        return np.argmax(self.softmax(self.forward(X)), axis=1)


digits = load_digits()
X_train, X_test, y_train, y_test = train_test_split(digits.data / 16, digits.target, test_size=0.3, random_state=7)
Y_train = np.eye(10)[y_train]

model = Model(Dense(64, 50), Relu(), Dropout(0.5), Dense(50, 30), Relu(), Dropout(0.5), Dense(30, 10))
model.fit(X_train, Y_train, epochs=40, lr=0.2, batch=32)

for k in range(3):
    print('test accuracy', np.mean(model.predict(X_test) == y_test))
