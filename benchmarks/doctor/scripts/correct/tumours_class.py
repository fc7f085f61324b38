"""Breast cancer, malignant or not. Class with fit and predict, RMSprop, clipping, early stopping on a validation set."""
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


class TumourNet:
    def __init__(self, n_features, n_hidden=16, lr=0.003, l2=0.0005, max_epochs=40, batch_size=32, patience=8, seed=0):
        self.rng = np.random.default_rng(seed)
        self.lr = lr
        self.l2 = l2
        self.max_epochs = max_epochs
        self.batch_size = batch_size
        self.patience = patience
        self.W_in = self.rng.normal(0, np.sqrt(1 / n_features), (n_features, n_hidden))
        self.b_in = np.zeros(n_hidden)
        self.W_mid = self.rng.normal(0, np.sqrt(1 / n_hidden), (n_hidden, n_hidden))
        self.b_mid = np.zeros(n_hidden)
        self.w_out = self.rng.normal(0, np.sqrt(1 / n_hidden), n_hidden)
        self.b_out = 0.0
        self.names = ["W_in", "b_in", "W_mid", "b_mid", "w_out", "b_out"]
        self.cache = {name: 0.0 for name in self.names}

    @staticmethod
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def predict_proba(self, X):
        self.a_in = np.tanh(X @ self.W_in + self.b_in)
        self.a_mid = np.tanh(self.a_in @ self.W_mid + self.b_mid)
        return self.sigmoid(self.a_mid @ self.w_out + self.b_out)

    def loss(self, p, y):
        bce = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        penalty = np.sum(self.W_in ** 2) + np.sum(self.W_mid ** 2) + np.sum(self.w_out ** 2)
        return bce + 0.5 * self.l2 * penalty

    def gradients(self, X, y):
        p = self.predict_proba(X)
        d_out = (p - y) / y.shape[0]
        d_mid = np.outer(d_out, self.w_out) * (1 - self.a_mid ** 2)
        d_in = d_mid @ self.W_mid.T * (1 - self.a_in ** 2)
        return {
            "w_out": self.a_mid.T @ d_out + self.l2 * self.w_out,
            "b_out": d_out.sum(),
            "W_mid": self.a_in.T @ d_mid + self.l2 * self.W_mid,
            "b_mid": d_mid.sum(axis=0),
            "W_in": X.T @ d_in + self.l2 * self.W_in,
            "b_in": d_in.sum(axis=0),
        }

    def rmsprop(self, grads):
        for name in self.names:
            g = np.clip(grads[name], -5, 5)
            self.cache[name] = 0.9 * self.cache[name] + 0.1 * g ** 2
            setattr(self, name, getattr(self, name) - self.lr * g / (np.sqrt(self.cache[name]) + 1e-8))

    def fit(self, X, y, X_val, y_val):
        best, waited = np.inf, 0
        for epoch in range(self.max_epochs):
            shuffled = self.rng.permutation(len(X))
            for i in range(0, len(X), self.batch_size):
                batch = shuffled[i:i + self.batch_size]
                self.rmsprop(self.gradients(X[batch], y[batch]))
            val = self.loss(self.predict_proba(X_val), y_val)
            if epoch % 5 == 0:
                print(f"epoch {epoch}: validation loss {val:.4f}")
            if val < best:
                best, waited = val, 0
                self.best_weights = {name: np.copy(getattr(self, name)) for name in self.names}
            else:
                waited += 1
                if waited >= self.patience:
                    print("stopping at epoch", epoch)
                    break
        for name, value in self.best_weights.items():
            setattr(self, name, value)
        return self

    def predict(self, X):
        return (self.predict_proba(X) >= 0.5).astype(int)


cancer = load_breast_cancer()
X_rest, X_test, y_rest, y_test = train_test_split(cancer.data, cancer.target, test_size=0.25, random_state=3)
X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.2, random_state=3)
mean, std = X_train.mean(axis=0), X_train.std(axis=0)
X_train, X_val, X_test = (X_train - mean) / std, (X_val - mean) / std, (X_test - mean) / std

clf = TumourNet(X_train.shape[1])
clf.fit(X_train, y_train, X_val, y_val)
print("test accuracy:", np.mean(clf.predict(X_test) == y_test))
