import numpy as np
from sklearn import datasets


def smax(s):
    e = np.exp(s - np.max(s, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


class FullyConnected:
    def __init__(self, inp, out, gen):
        self.W = gen.normal(0, np.sqrt(2.0 / inp), size=(inp, out))
        self.b = np.zeros(out)

    def forward(self, x):
        self.inp = x
        return np.dot(x, self.W) + self.b

    def backward(self, gout, lr):
        gin = np.dot(gout, self.W.T)
        self.W -= lr * np.dot(self.inp.T, gout)
        self.b -= lr * np.sum(gout, axis=0)
        return gin


class ReLU:
    def forward(self, x):
        self.inp = x
        return np.maximum(x, 0)

    def backward(self, gout, lr):
        return np.where(self.inp > 0, gout, 0)


class Softmax:
    def forward(self, x):
        self.out = smax(x)
        return self.out

    def backward(self, gout, lr):
        # full jacobian, row by row in one go
        return self.out * (gout - np.sum(gout * self.out, axis=1, keepdims=True))


class CrossEntropyLoss:
    """mean cross-entropy of a batch, target holds the class numbers"""

    def forward(self, scores, target):
        self.p = smax(scores)
        self.target = target
        return np.mean(-np.log(self.p[range(len(target)), target]))

    def backward(self):
        g = np.copy(self.p)
        g[range(len(self.target)), self.target] -= 1.0
        return g / len(self.target)


class Net:
    def __init__(self, loss):
        self.stack = []
        self.loss = loss

    def add(self, layer):
        self.stack.append(layer)

    def forward(self, x):
        for layer in self.stack:
            x = layer.forward(x)
        return x

    def fit(self, x, t, lr, epochs, bs, gen):
        for ep in range(epochs):
            idx = gen.permutation(x.shape[0])
            running = []
            for batch in np.array_split(idx, len(idx) // bs):
                running.append(self.loss.forward(self.forward(x[batch]), t[batch]))
                g = self.loss.backward()
                for layer in self.stack[::-1]:
                    g = layer.backward(g, lr)
            if (ep + 1) % 10 == 0:
                print("epoch %d/%d - loss: %.4f - acc: %.4f" % (ep + 1, epochs, np.mean(running), self.accuracy(x, t)))

    def accuracy(self, x, t):
        return np.mean(np.argmax(self.forward(x), axis=1) == t)


gen = np.random.default_rng(42)
x, t = datasets.load_digits(return_X_y=True)
x = x / 16
x_tr, t_tr, x_te, t_te = x[:1400], t[:1400], x[1400:], t[1400:]

net = Net(CrossEntropyLoss())
net.add(FullyConnected(64, 32, gen))
net.add(ReLU())
net.add(FullyConnected(32, 10, gen))
net.add(Softmax())
net.fit(x_tr, t_tr, 0.1, 30, 32, gen)
print("held out:", net.accuracy(x_te, t_te))
