import numpy as np
from sklearn.datasets import load_digits

# AUTOENCODER 64 -> 32 -> 12 -> 32 -> 64

digits = load_digits()
data = digits.data
np.random.shuffle(data)
train, test = data[:1400], data[1400:]
mean, std = train.mean(axis=0), train.std()
train = (train - mean) / std
test = (test - mean) / std


class Sigmoid:
    def f(self, z):
        return 1 / (1 + np.exp(-z))

    def df(self, a):
        return a * (1 - a)


class Tanh:
    def f(self, z):
        return np.tanh(z)

    def df(self, a):
        return 1 - a * a


class Identity:
    def f(self, z):
        return z

    def df(self, a):
        return np.ones_like(a)


class Layer:
    def __init__(self, n, m, act):
        self.w = np.random.randn(n, m) / np.sqrt(n)
        self.b = np.zeros((1, m))
        self.act = act

    def forward(self, x):
        self.inp = x
        self.a = self.act.f(x @ self.w + self.b)
        return self.a

    def backward(self, err):
        delta = err * self.act.df(self.a)
        self.gw = self.inp.T @ delta
        self.gb = np.mean(delta, axis=0, keepdims=True)
        return delta @ self.w.T


class AutoEncoder:
    def __init__(self):
        self.encoder = [Layer(64, 32, Tanh()), Layer(32, 12, Tanh())]
        self.decoder = [Layer(12, 32, Tanh()), Layer(32, 64, Sigmoid())]

    @property
    def layers(self):
        return self.encoder + self.decoder

    def encode(self, x):
        for l in self.encoder:
            x = l.forward(x)
        return x

    def decode(self, code):
        for l in self.decoder:
            code = l.forward(code)
        return code

    def reconstruct(self, x):
        return self.decode(self.encode(x))

    def fit(self, x, epochs, batch, lr):
        for e in range(epochs):
            mse = 0
            n = 0
            for k in range(0, len(x), batch):
                xb = x[k:k + batch]
                out = self.reconstruct(xb)
                mse += np.mean((out - xb) ** 2)
                n += 1
                err = (out - xb) / len(xb)
                for l in reversed(self.layers):
                    err = l.backward(err)
                for l in self.layers:
                    l.w -= lr * l.gw
                    l.b -= lr * l.gb
            if e % 10 == 0:
                print("epoch", e, "mse", mse / n)


ae = AutoEncoder()
ae.fit(train, epochs=60, batch=50, lr=0.05)
rec = ae.reconstruct(test)
print("test mse", np.mean((rec - test) ** 2))
print("input   ", np.round(test[0, 18:26], 2))
print("output  ", np.round(rec[0, 18:26], 2))
