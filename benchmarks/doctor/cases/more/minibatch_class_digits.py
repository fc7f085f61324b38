import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
X_train, X_test, y_train, y_test = train_test_split(digits.data / 16, digits.target, test_size=0.3, random_state=1)


class NeuralNetwork:
    def __init__(self, input_size, hidden_size, output_size, learning_rate=0.1):
        self.lr = learning_rate
        self.W1 = np.random.randn(input_size, hidden_size) * np.sqrt(2. / input_size)
        self.b1 = np.zeros((1, hidden_size))
        self.W2 = np.random.randn(hidden_size, output_size) * np.sqrt(2. / hidden_size)
        self.b2 = np.zeros((1, output_size))

    def forward(self, X):
        self.Z1 = X.dot(self.W1) + self.b1
        self.A1 = np.maximum(0, self.Z1)
        self.Z2 = self.A1.dot(self.W2) + self.b2
        e = np.exp(self.Z2 - self.Z2.max(axis=1, keepdims=True))
        self.A2 = e / e.sum(axis=1, keepdims=True)
        return self.A2

    def compute_loss(self, y_hat, y):
        return -np.mean(np.log(y_hat[np.arange(len(y)), y] + 1e-9))

    def backward(self, X, y):
        m = X.shape[0]
        dZ2 = self.A2.copy()
        dZ2[np.arange(m), y] -= 1
        dZ2 /= m
        dW2 = self.A1.T.dot(dZ2)
        db2 = np.sum(dZ2, axis=0, keepdims=True)
        dZ1 = dZ2.dot(self.W2.T) * (self.Z1 > 0)
        dW1 = X.T.dot(dZ1)
        db1 = np.sum(dZ1, axis=0, keepdims=True)
        self.W1 -= self.lr * dW1
        self.b1 -= self.lr * db1
        self.W2 -= self.lr * dW2
        self.b2 -= self.lr * db2

    def train(self, X, y, epochs=20, batch_size=32):
        n = X.shape[0]
        for epoch in range(epochs):
            losses = []
            for i in range(n // batch_size):
                X_batch = X[i:i + batch_size]
                y_batch = y[i:i + batch_size]
                y_hat = self.forward(X_batch)
                losses.append(self.compute_loss(y_hat, y_batch))
                self.backward(X_batch, y_batch)
            if epoch % 4 == 0 or epoch == epochs - 1:
                print("epoch", epoch, "loss", np.mean(losses))

    def score(self, X, y):
        return np.mean(np.argmax(self.forward(X), axis=1) == y)


np.random.seed(123)
model = NeuralNetwork(64, 32, 10, learning_rate=0.2)
model.train(X_train, y_train)
print("train accuracy", model.score(X_train, y_train))
print("test accuracy", model.score(X_test, y_test))
