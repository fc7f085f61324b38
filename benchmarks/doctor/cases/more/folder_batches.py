import numpy as np
from sklearn import datasets


class Net(object):

    def __init__(self, n_input, n_hidden, n_class, lr=0.1, n_epochs=12, bs=25):
        self.lr, self.n_epochs, self.bs = lr, n_epochs, bs
        self.Wh = np.random.normal(scale=1 / np.sqrt(n_input), size=(n_input, n_hidden))
        self.bh = np.zeros(n_hidden)
        self.Wo = np.random.normal(scale=1 / np.sqrt(n_hidden), size=(n_hidden, n_class))
        self.bo = np.zeros(n_class)

    def _net(self, X):
        self.H = np.tanh(np.dot(X, self.Wh) + self.bh)
        logits = np.dot(self.H, self.Wo) + self.bo
        e = np.exp(logits - np.max(logits, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)

    def fit(self, X, y):
        onehot = np.eye(len(np.unique(y)))[y]
        n_batches = len(X) // self.bs
        for ep in range(self.n_epochs):
            total = 0.
            for b in range(n_batches):
                xb = X[b * self.bs:(b + 1) * self.bs]
                tb = onehot[b * self.bs:(b + 1) * self.bs]
                P = self._net(xb)
                total += -np.sum(tb * np.log(P + 1e-12)) / self.bs
                dO = (P - tb) / self.bs
                dH = np.dot(dO, self.Wo.T) * (1 - self.H ** 2)
                self.Wo -= self.lr * np.dot(self.H.T, dO)
                self.bo -= self.lr * dO.sum(axis=0)
                self.Wh -= self.lr * np.dot(xb.T, dH)
                self.bh -= self.lr * dH.sum(axis=0)
            if ep % 2 == 0:
                print('Epoch: %d  loss: %.4f  acc: %.3f' % (ep, total / n_batches, self.score(X, y)))
        return self

    def predict(self, X):
        return np.argmax(self._net(X), axis=1)

    def score(self, X, y):
        return np.mean(self.predict(X) == y)


digits = datasets.load_digits()
# same order as my image folders: 0/, 1/, ... 9/
X = np.vstack([digits.data[digits.target == c] for c in range(10)]) / 16
y = np.hstack([np.full(np.sum(digits.target == c), c) for c in range(10)])
clf = Net(n_input=64, n_hidden=32, n_class=10, lr=0.5)
clf.fit(X, y)
print('final accuracy', clf.score(X, y))
