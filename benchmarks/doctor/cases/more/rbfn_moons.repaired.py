import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split


class RBFN:
    """phi_j(x) = exp(-|x - t_j|^2 / (2 s_j^2)),  out = softmax(phi W + b)"""

    def __init__(self, h):
        self.h = h

    def _phi(self, X):
        self.diff = X[:, None, :] - self.t[None, :, :]
        self.d2 = np.sum(self.diff ** 2, axis=-1)
        return np.exp(-self.d2 / (2 * self.sigma ** 2))

    def initialize_centers(self, X):
        # the middle of the data, they find their places in the training
        self.t = X[np.random.choice(len(X), self.h, replace=False)]
        self.sigma = np.full(self.h, X.std())

    def _out(self, P):
        o = P @ self.W + self.b
        e = np.exp(o - o.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def fit(self, X, y, epochs=1500, eta=0.3):
        k = y.max() + 1
        Y = np.eye(k)[y]
        self.initialize_centers(X)
        self.W = np.zeros((self.h, k))
        self.b = np.zeros(k)
        for e in range(epochs):
            P = self._phi(X)
            D = (self._out(P) - Y) / len(X)
            G = (D @ self.W.T) * P
            dt = np.einsum('nh,nhi->hi', G, self.diff) / self.sigma[:, None] ** 2
            ds = np.sum(G * self.d2, axis=0) / self.sigma ** 3
            self.W -= eta * P.T @ D
            self.b -= eta * D.sum(axis=0)
            self.t -= eta * dt
            self.sigma -= eta * ds
            if e % 250 == 0:
                print("epoch %4d loss %.4f acc %.3f" % (e, -np.mean(np.log(self._out(P)[np.arange(len(y)), y])), self.score(X, y)))
        return self

    def predict(self, X):
        return self._out(self._phi(X)).argmax(axis=1)

    def score(self, X, y):
        return np.mean(self.predict(X) == y)


np.random.seed(5)
X, y = make_moons(400, noise=0.15, random_state=5)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=5)
net = RBFN(12).fit(X_train, y_train)
print("test accuracy", net.score(X_test, y_test))
print("centers\n", net.t.round(2))
