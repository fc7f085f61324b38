import numpy as np
from sklearn.datasets import load_digits


class AutoEncoder(object):
    """64 -> 24 -> 64, mini batch gradient descent with momentum"""

    def __init__(self, n_visible, n_hidden, seed=0):
        self.rng = np.random.RandomState(seed)
        bound = np.sqrt(6.0 / (n_visible + n_hidden))
        self.We = self.rng.uniform(-bound, bound, (n_visible, n_hidden))
        self.Wd = self.rng.uniform(-bound, bound, (n_hidden, n_visible))
        self.be = np.zeros(n_hidden)
        self.bd = np.zeros(n_visible)
        self.mom = {k: np.zeros_like(getattr(self, k)) for k in ('We', 'Wd', 'be', 'bd')}

    @staticmethod
    def sigmoid(x):
        return 1.0 / (1.0 + np.exp(-np.clip(x, -50, 50)))

    def encode(self, X):
        return np.tanh(X.dot(self.We) + self.be)

    def decode(self, H):
        return self.sigmoid(H.dot(self.Wd) + self.bd)

    def reconstruct(self, X):
        return self.decode(self.encode(X))

    def cross_entropy(self, X, R):
        R = np.clip(R, 1e-9, 1 - 1e-9)
        return -np.mean(np.sum(X * np.log(R) + (1 - X) * np.log(1 - R), axis=1))

    def grads(self, X):
        n = X.shape[0]
        H = self.encode(X)
        R = self.decode(H)
        d_out = (R - X) / n
        d_hid = d_out.dot(self.Wd.T) * (1 - H ** 2)
        return {'Wd': H.T.dot(d_out), 'bd': d_out.sum(axis=0),
                'We': X.T.dot(d_hid), 'be': d_hid.sum(axis=0)}

    def fit(self, X, epochs=60, batch_size=50, lr=0.1, mu=0.8):
        n = X.shape[0]
        for ep in range(epochs):
            order = self.rng.permutation(n)
            for s in range(0, n, batch_size):
                g = self.grads(X[order[s:s + batch_size]])
                for k in g:
                    self.mom[k] = mu * self.mom[k] - lr * g[k]
                    setattr(self, k, getattr(self, k) + self.mom[k])
            if ep % 10 == 0 or ep == epochs - 1:
                print('epoch %2d  cross entropy %10.4f' % (ep, self.cross_entropy(X, self.reconstruct(X))))
        return self


digits = load_digits()
images = digits.data[:, digits.data.std(axis=0) > 0.1]
X = (images - images.mean(axis=0)) / images.std(axis=0)

ae = AutoEncoder(X.shape[1], 24, seed=4)
ae.fit(X)
R = ae.reconstruct(X)
relative_error = np.mean((R - X) ** 2) / np.mean((X - X.mean(axis=0)) ** 2)
print('squared error relative to the variance of the pixels: %.3f' % relative_error)
