import numpy as np


class MLPRegressor:
    def __init__(self, n_hidden, eta=0.05, max_iter=6000, patience=1500):
        self.n_hidden = n_hidden
        self.eta = eta
        self.max_iter = max_iter
        self.patience = patience

    def _init_weights(self, n_in):
        self.W1 = np.random.normal(0, 2.0, (n_in, self.n_hidden))
        self.b1 = np.random.normal(0, 1.0, self.n_hidden)
        self.W2 = np.random.normal(0, 0.3, (self.n_hidden, 1))
        self.b2 = np.zeros(1)

    def _hidden(self, X):
        return np.tanh(X.dot(self.W1) + self.b1)

    def predict(self, X):
        return self._hidden(X).dot(self.W2) + self.b2

    def mse(self, X, y):
        return np.mean((self.predict(X) - y) ** 2)

    def _step(self, X, y):
        H = self._hidden(X)
        delta2 = 2 * (H.dot(self.W2) + self.b2 - y) / len(X)
        delta1 = delta2.dot(self.W2.T) * (1 - H ** 2)
        self.W2 -= self.eta * H.T.dot(delta2)
        self.b2 -= self.eta * delta2.sum(axis=0)
        self.W1 -= self.eta * X.T.dot(delta1)
        self.b1 -= self.eta * delta1.sum(axis=0)

    def fit(self, X, y, X_val, y_val):
        self._init_weights(X.shape[1])
        self.best_val = np.inf
        self.best_iter = 0
        for it in range(self.max_iter):
            self._step(X, y)
            val = self.mse(X_val, y_val)
            if val < self.best_val:
                self.best_val = val
                self.best_iter = it
                best_weights = [self.W1.copy(), self.b1.copy(), self.W2.copy(), self.b2.copy()]
            if it - self.best_iter > self.patience:
                break
            if it % 500 == 0:
                print('iter %d train %.4f val %.4f' % (it, self.mse(X, y), val))
        self.W1, self.b1, self.W2, self.b2 = best_weights
        print('stopped at', it, 'best iteration', self.best_iter, 'best val', self.best_val)
        return self


def sample(n):
    X = np.random.uniform(-1, 1, (n, 1))
    return X, np.sin(3 * X) + np.random.normal(0, 0.4, (n, 1))


X_train, y_train = sample(15)
X_val, y_val = sample(40)

net = MLPRegressor(n_hidden=40)
net.fit(X_train, y_train, X_val, y_val)
print('val error of the returned net', net.mse(X_val, y_val))
