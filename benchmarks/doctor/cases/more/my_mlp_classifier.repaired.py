"""
MyMLPClassifier - same interface as sklearn (fit, predict, score) so that I can compare later.
Digits, softmax, minibatch. The log says about the same accuracy at epoch 1 and epoch 30, it never improves.
"""
import numpy as np
from sklearn.datasets import load_digits
from sklearn.preprocessing import OneHotEncoder
from sklearn.model_selection import train_test_split


class MyMLPClassifier:
    def __init__(self, hidden=(32,), eta=0.1, batch_size=64):
        self.hidden = hidden
        self.eta = eta
        self.batch_size = batch_size
        self.coefs_ = []
        self.intercepts_ = []
        self.loss_curve_ = []

    def _setup(self, n_in, n_out):
        sizes = [n_in] + list(self.hidden) + [n_out]
        self.coefs_ = []
        self.intercepts_ = []
        for i, o in zip(sizes, sizes[1:]):
            self.coefs_.append(np.random.randn(i, o) * np.sqrt(2.0 / i))
            self.intercepts_.append(np.zeros(o))

    def _forward(self, X):
        acts = [X]
        for k in range(len(self.coefs_)):
            z = acts[-1] @ self.coefs_[k] + self.intercepts_[k]
            if k < len(self.coefs_) - 1:
                acts.append(np.maximum(z, 0))
            else:
                z = z - z.max(axis=1, keepdims=True)
                acts.append(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))
        return acts

    def _backward(self, acts, T):
        d = (acts[-1] - T) / len(T)
        gw, gb = [], []
        for k in range(len(self.coefs_) - 1, -1, -1):
            gw.append(acts[k].T @ d)
            gb.append(d.sum(axis=0))
            d = (d @ self.coefs_[k].T) * (acts[k] > 0)
        return gw[::-1], gb[::-1]

    def fit(self, X, T, n_iter=30):
        if not self.coefs_:
            self._setup(X.shape[1], T.shape[1])
        for it in range(n_iter):
            order = np.random.permutation(len(X))
            loss = 0.0
            for s in range(0, len(X), self.batch_size):
                sel = order[s:s + self.batch_size]
                acts = self._forward(X[sel])
                loss += -np.sum(T[sel] * np.log(acts[-1] + 1e-12))
                gw, gb = self._backward(acts, T[sel])
                for k in range(len(self.coefs_)):
                    self.coefs_[k] -= self.eta * gw[k]
                    self.intercepts_[k] -= self.eta * gb[k]
            self.loss_curve_.append(loss / len(X))
        return self

    def predict_proba(self, X):
        return self._forward(X)[-1]

    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1)

    def score(self, X, y):
        return (self.predict(X) == y).mean()


if __name__ == "__main__":
    X, y = load_digits(return_X_y=True)
    X = X / 16.0
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
    X_train, X_valid, y_train, y_valid = train_test_split(X_train, y_train, test_size=0.2)
    enc = OneHotEncoder()
    T_train = enc.fit_transform(y_train.reshape(-1, 1)).toarray()

    clf = MyMLPClassifier(hidden=(32,), eta=0.1)
    train_acc, valid_acc = [], []
    for epoch in range(1, 31):
        clf.fit(X_train, T_train, n_iter=1)
        train_acc.append(clf.score(X_train, y_train))
        valid_acc.append(clf.score(X_valid, y_valid))
        if epoch == 1 or epoch % 5 == 0:
            print("epoch %d: loss %.4f train %.3f valid %.3f" % (epoch, clf.loss_curve_[-1], train_acc[-1], valid_acc[-1]))

    print("test:", clf.score(X_test, y_test))
    worst = np.argsort(clf.predict_proba(X_test).max(axis=1))[:5]
    print("least certain:", worst, clf.predict(X_test[worst]), y_test[worst])
    # from sklearn.neural_network import MLPClassifier
    # print(MLPClassifier((32,), max_iter=30).fit(X_train, y_train).score(X_test, y_test))
