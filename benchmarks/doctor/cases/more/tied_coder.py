import numpy as np
from sklearn.datasets import load_digits


class TiedAutoencoder:
    """
    The decoder uses the encoder's matrix, transposed. W appears twice, so I add two gradients of different shapes'
    origins, and there is no 1/(n*64) anywhere, only 1/n. The reconstruction loss stays at about 0.3 and never gets near 0,
    and the columns of W are not orthogonal. Should they be?
    """

    def __init__(self, n_visible, n_code, rng):
        self.W = rng.normal(0, 1 / np.sqrt(n_visible), (n_visible, n_code))
        self.b_code = np.zeros(n_code)
        self.b_visible = np.zeros(n_visible)
        self.rng = rng

    def encode(self, X):
        return np.tanh(X @ self.W + self.b_code)

    def decode(self, C):
        return C @ self.W.T + self.b_visible

    def loss(self, X):
        return 0.5 * np.sum((self.decode(self.encode(X)) - X) ** 2) / len(X)

    def gradients(self, X, noise):
        dirty = X + noise * self.rng.normal(size=X.shape)
        C = self.encode(dirty)
        D = (self.decode(C) - X) / len(X)
        dC = (D @ self.W) * (1 - C * C)
        dW = dirty.T @ dC + D.T @ C
        return dW, dC.sum(0), D.sum(0)

    def fit(self, X, epochs, batch, rate, noise=0.1, patience=4):
        held, X = X[:200], X[200:]
        best, best_loss, waited = None, np.inf, 0
        for epoch in range(epochs):
            order = self.rng.permutation(len(X))
            for k in range(0, len(X) - batch + 1, batch):
                dW, db, dv = self.gradients(X[order[k:k + batch]], noise)
                self.W -= rate * dW
                self.b_code -= rate * db
                self.b_visible -= rate * dv
            now = self.loss(held)
            if now < best_loss - 1e-3:
                best, best_loss, waited = (self.W.copy(), self.b_code.copy(), self.b_visible.copy()), now, 0
            else:
                waited += 1
                if waited == patience:
                    print("no better for", patience, "epochs, stopped at", epoch)
                    break
            if epoch % 10 == 0:
                print("epoch %d: train %.4f, held out %.4f" % (epoch, self.loss(X), now))
        self.W, self.b_code, self.b_visible = best
        return best_loss


rng = np.random.default_rng(12)
X = load_digits().data / 16
X = X[rng.permutation(len(X))]
coder = TiedAutoencoder(64, 20, rng)
start = coder.loss(X)
end = coder.fit(X, epochs=80, batch=25, rate=0.1)
print("loss before %.3f, after %.3f; the mean image alone gives %.3f" % (start, end, 0.5 * np.sum(X.var(axis=0))))
