import numpy as np
from sklearn.datasets import load_diabetes


class FullyConnected:
    def __init__(self, n_in, n_out, activation="linear"):
        self.W = np.random.normal(0, 1 / np.sqrt(n_in), (n_in, n_out))
        self.b = np.zeros((1, n_out))
        self.activation = activation

    def forward(self, A):
        self.A_prev = A
        Z = A @ self.W + self.b
        self.A = np.tanh(Z) if self.activation == "tanh" else Z
        return self.A

    def backward(self, dA, lr):
        dZ = dA * (1 - self.A ** 2) if self.activation == "tanh" else dA
        dA_prev = dZ @ self.W.T
        self.W -= lr * self.A_prev.T @ dZ
        self.b -= lr * dZ.sum(axis=0, keepdims=True)
        return dA_prev


class Model:
    def __init__(self, layers):
        self.layers = layers

    def predict(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def evaluate(self, X, y):
        return float(np.mean((self.predict(X) - y) ** 2))

    def get_weights(self):
        return [(layer.W.copy(), layer.b.copy()) for layer in self.layers]

    def set_weights(self, weights):
        for layer, (W, b) in zip(self.layers, weights):
            layer.W = W
            layer.b = b

    def fit(self, X, y, X_val, y_val, epochs=400, batch_size=16, lr=0.05, patience=60):
        best_loss = np.inf
        best_weights = self.get_weights()
        wait = 0
        for epoch in range(epochs):
            perm = np.random.permutation(len(X))
            for i in range(0, len(X), batch_size):
                rows = perm[i:i + batch_size]
                grad = 2 * (self.predict(X[rows]) - y[rows]) / len(rows)
                for layer in reversed(self.layers):
                    grad = layer.backward(grad, lr)
            val_loss = self.evaluate(X_val, y_val)
            if epoch % 20 == 0:
                print("epoch", epoch, "train", round(self.evaluate(X, y), 3), "val", round(val_loss, 3))
            if val_loss < best_loss:
                best_loss = val_loss
                best_weights = self.get_weights()
                wait = 0
            else:
                wait += 1
                if wait >= patience:
                    print("early stopping in epoch", epoch)
                    break
        self.set_weights(best_weights)
        return best_loss


data = load_diabetes()
perm = np.random.permutation(len(data.data))
X = data.data[perm]
y = data.target[perm].reshape(-1, 1)

X_train, y_train = X[:300], y[:300]
X_val, y_val = X[300:], y[300:]
mu, sd = X_train.mean(axis=0), X_train.std(axis=0)
X_train, X_val = (X_train - mu) / sd, (X_val - mu) / sd
y_mu, y_sd = y_train.mean(), y_train.std()
y_train, y_val = (y_train - y_mu) / y_sd, (y_val - y_mu) / y_sd

model = Model([FullyConnected(10, 32, "tanh"), FullyConnected(32, 16, "tanh"), FullyConnected(16, 1)])
best = model.fit(X_train, y_train, X_val, y_val)
print("best val loss during training:", best)
print("val loss after restoring best weights:", model.evaluate(X_val, y_val))
