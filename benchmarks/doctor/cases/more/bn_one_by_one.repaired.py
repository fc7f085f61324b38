import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class BNNet:
    def __init__(self, d, h, c):
        self.p = {
            "W1": np.random.randn(d, h) * np.sqrt(2.0 / d),
            "gamma": np.ones(h), "beta": np.zeros(h),
            "W2": np.random.randn(h, c) * np.sqrt(1.0 / h), "b2": np.zeros(c),
        }
        self.running_mean = np.zeros(h)
        self.running_var = np.ones(h)
        self.momentum = 0.9
        self.eps = 1e-5

    def batchnorm(self, x, mode):
        mean = x.mean(axis=0)
        var = x.var(axis=0)
        if mode == "train":
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        else:
            mean, var = self.running_mean, self.running_var
        xhat = (x - mean) / np.sqrt(var + self.eps)
        self.bn_cache = (xhat, var)
        return self.p["gamma"] * xhat + self.p["beta"]

    def batchnorm_back(self, dout):
        xhat, var = self.bn_cache
        N = len(dout)
        dgamma = np.sum(dout * xhat, axis=0)
        dbeta = np.sum(dout, axis=0)
        dxhat = dout * self.p["gamma"]
        dx = (N * dxhat - dxhat.sum(axis=0) - xhat * np.sum(dxhat * xhat, axis=0)) / (N * np.sqrt(var + self.eps))
        return dx, dgamma, dbeta

    def scores(self, X, mode):
        self.X = X
        self.n = self.batchnorm(X @ self.p["W1"], mode)
        self.h = np.maximum(0, self.n)
        return self.h @ self.p["W2"] + self.p["b2"]

    def loss(self, X, y):
        s = self.scores(X, "train")
        s = s - s.max(axis=1, keepdims=True)
        logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        N = len(X)
        ds = np.exp(logp)
        ds[np.arange(N), y] -= 1
        ds /= N
        g = {"W2": self.h.T @ ds, "b2": ds.sum(axis=0)}
        dn = (ds @ self.p["W2"].T) * (self.n > 0)
        dx, g["gamma"], g["beta"] = self.batchnorm_back(dn)
        g["W1"] = self.X.T @ dx
        return -logp[np.arange(N), y].mean(), g

    def predict_one(self, image):
        return int(np.argmax(self.scores(image.reshape(1, -1), "test")))


if __name__ == "__main__":
    np.random.seed(0)
    digits = load_digits()
    X_train, X_test, y_train, y_test = train_test_split(digits.data / 16.0, digits.target, random_state=0)
    net = BNNet(64, 40, 10)
    for epoch in range(12):
        perm = np.random.permutation(len(X_train))
        for k in range(0, len(perm) - 31, 32):
            rows = perm[k:k + 32]
            loss, grads = net.loss(X_train[rows], y_train[rows])
            for name in grads:
                net.p[name] -= 0.2 * grads[name]
        print("epoch %d, loss of the last batch %.4f" % (epoch, loss))
    guesses = [net.predict_one(image) for image in X_test]
    print("test accuracy", np.mean(np.array(guesses) == y_test))
    print("predicted classes:", np.bincount(guesses, minlength=10))
