import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class SoftplusClassifier:
    def __init__(self, hidden_layer_sizes=(32, 32), learning_rate=0.05, decay=0.97, alpha=1e-4, max_iter=40,
                 batch_size=30, random_state=None):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.learning_rate = learning_rate
        self.decay = decay
        self.alpha = alpha
        self.max_iter = max_iter
        self.batch_size = batch_size
        self.random_state = random_state

    def _forward(self, X):
        zs, hs = [], [X]
        for i, (W, b) in enumerate(zip(self.coefs_, self.intercepts_)):
            z = hs[-1] @ W + b
            zs.append(z)
            if i < len(self.coefs_) - 1:
                hs.append(np.logaddexp(0, z) - np.log(2))
            else:
                ez = np.exp(z - z.max(axis=1)[:, np.newaxis])
                hs.append(ez / ez.sum(axis=1)[:, np.newaxis])
        return zs, hs

    def fit(self, X, y):
        rs = np.random.RandomState(self.random_state)
        self.classes_ = np.unique(y)
        T = (y[:, np.newaxis] == self.classes_).astype(float)
        widths = [X.shape[1], *self.hidden_layer_sizes, len(self.classes_)]
        self.coefs_ = [rs.randn(i, o) * np.sqrt(2 / i) for i, o in zip(widths[:-1], widths[1:])]
        self.intercepts_ = [np.zeros(o) for o in widths[1:]]
        self.loss_curve_ = []
        lr = self.learning_rate
        for it in range(self.max_iter):
            perm = rs.permutation(len(X))
            running = 0.0
            for s in range(0, len(X), self.batch_size):
                rows = perm[s:s + self.batch_size]
                zs, hs = self._forward(X[rows])
                running -= np.sum(T[rows] * np.log(np.maximum(hs[-1], 1e-12)))
                delta = (hs[-1] - T[rows]) / len(rows)
                grads_W, grads_b = [], []
                for i in reversed(range(len(self.coefs_))):
                    grads_W.insert(0, hs[i].T @ delta + self.alpha * self.coefs_[i])
                    grads_b.insert(0, delta.sum(axis=0))
                    if i:
                        delta = delta @ self.coefs_[i].T / (1 + np.exp(-zs[i - 1]))
                for i in range(len(self.coefs_)):
                    self.coefs_[i] -= lr * grads_W[i]
                    self.intercepts_[i] -= lr * grads_b[i]
            lr *= self.decay
            self.loss_curve_.append(running / len(X))
            if it % 5 == 0 or it == self.max_iter - 1:
                print("Iteration %d, loss = %.5f, accuracy = %.3f" % (it, self.loss_curve_[-1], self.score(X, y)))
        return self

    def predict(self, X):
        return self.classes_[self._forward(X)[1][-1].argmax(axis=1)]

    def score(self, X, y):
        return np.mean(self.predict(X) == y)


X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=0.25, random_state=3)
clf = SoftplusClassifier(random_state=7).fit(X_train, y_train)
print("test score:", clf.score(X_test, y_test))
