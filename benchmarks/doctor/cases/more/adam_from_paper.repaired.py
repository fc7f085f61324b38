import numpy as np
from sklearn.datasets import load_wine

# trying to implement Adam as in the paper (Kingma & Ba)

class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m = {}
        self.v = {}
        self.t = 0

    def update(self, params, grads):
        self.t += 1
        for key in params:
            if key not in self.m:
                self.m[key] = np.zeros_like(params[key])
                self.v[key] = np.zeros_like(params[key])
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2
            m_hat = self.m[key] / (1 - self.beta1 ** self.t)
            v_hat = self.v[key] / (1 - self.beta2 ** self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class TwoLayerNet:
    def __init__(self, n_in, n_hidden, n_out):
        self.params = {
            "W1": np.random.randn(n_in, n_hidden) / np.sqrt(n_in),
            "b1": np.zeros(n_hidden),
            "W2": np.random.randn(n_hidden, n_out) / np.sqrt(n_hidden),
            "b2": np.zeros(n_out),
        }

    def forward(self, X):
        p = self.params
        self.X = X
        self.z1 = X @ p["W1"] + p["b1"]
        self.a1 = 1 / (1 + np.exp(-self.z1))
        z2 = self.a1 @ p["W2"] + p["b2"]
        e = np.exp(z2 - z2.max(axis=1, keepdims=True))
        self.probs = e / e.sum(axis=1, keepdims=True)
        return self.probs

    def loss(self, X, Y):
        return -np.mean(np.sum(Y * np.log(self.forward(X) + 1e-10), axis=1))

    def gradient(self, Y):
        grads = {}
        d2 = (self.probs - Y) / len(Y)
        grads["W2"] = self.a1.T @ d2
        grads["b2"] = d2.sum(axis=0)
        d1 = d2 @ self.params["W2"].T * self.a1 * (1 - self.a1)
        grads["W1"] = self.X.T @ d1
        grads["b1"] = d1.sum(axis=0)
        return grads


wine = load_wine()
X = wine.data
Y = np.eye(3)[wine.target]
perm = np.random.permutation(len(X))
X, Y = X[perm], Y[perm]
n_train = 130
Xtr, Ytr, Xte, Yte = X[:n_train], Y[:n_train], X[n_train:], Y[n_train:]
Xtr, Xte = (Xtr - Xtr.mean(axis=0)) / Xtr.std(axis=0), (Xte - Xtr.mean(axis=0)) / Xtr.std(axis=0)

net = TwoLayerNet(13, 20, 3)
opt = Adam(lr=0.01)

for epoch in range(100):
    for i in range(0, n_train, 26):
        net.forward(Xtr[i:i + 26])
        grads = net.gradient(Ytr[i:i + 26])
        opt.update(net.params, grads)
    if epoch % 10 == 0:
        acc = np.mean(net.forward(Xte).argmax(axis=1) == Yte.argmax(axis=1))
        print("epoch %3d  loss %.4f  test acc %.3f" % (epoch, net.loss(Xtr, Ytr), acc))

print("train", np.mean(net.forward(Xtr).argmax(axis=1) == Ytr.argmax(axis=1)))
print("test", np.mean(net.forward(Xte).argmax(axis=1) == Yte.argmax(axis=1)))
