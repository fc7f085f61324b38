# lesson 8, everything from the foundations, but in numpy instead of torch
import numpy as np
from sklearn.datasets import load_diabetes

rng = np.random.default_rng(42)


class Module:
    def __call__(self, *args):
        self.args = args
        self.out = self.forward(*args)
        return self.out

    def forward(self):
        raise NotImplementedError

    def backward(self, g=None):
        return self.bwd(g, *self.args)


class Relu(Module):
    def forward(self, inp):
        return np.clip(inp, 0.0, None)

    def bwd(self, g, inp):
        return (inp > 0) * g


class Lin(Module):
    def __init__(self, nin, nout):
        self.w = rng.normal(size=(nin, nout)) * np.sqrt(2 / nin)
        self.b = np.zeros(nout)

    def forward(self, inp):
        return inp @ self.w + self.b

    def bwd(self, g, inp):
        self.w_g = inp.T @ g
        self.b_g = g.sum(0)
        return g @ self.w.T


class Mse(Module):
    def forward(self, inp, targ):
        return ((inp - targ[:, None]) ** 2).mean()

    def bwd(self, g, inp, targ):
        diff = inp - targ[:, None]
        return 2.0 * diff.mean(1, keepdims=True) / targ.shape[0]


class Model(Module):
    def __init__(self, nin, nh, nout):
        self.layers = [Lin(nin, nh), Relu(), Lin(nh, nout)]
        self.loss = Mse()

    def forward(self, x, targ):
        return self.loss(self.predict(x), targ)

    def predict(self, x):
        for l in self.layers:
            x = l(x)
        return x

    def bwd(self, g, x, targ):
        g = self.loss.backward()
        for l in reversed(self.layers):
            g = l.backward(g)
        return g

    def update(self, lr):
        for l in self.layers:
            if isinstance(l, Lin):
                l.w -= lr * l.w_g
                l.b -= lr * l.b_g


def normalize(x, m, s):
    return (x - m) / s


x, y = load_diabetes(return_X_y=True)
idx = rng.permutation(len(x))
x, y = x[idx], y[idx]
x_train, y_train, x_valid, y_valid = x[:350], y[:350], x[350:], y[350:]
mean, std = x_train.mean(0), x_train.std(0)
x_train, x_valid = normalize(x_train, mean, std), normalize(x_valid, mean, std)
ymean, ystd = y_train.mean(), y_train.std()
y_train, y_valid = normalize(y_train, ymean, ystd), normalize(y_valid, ymean, ystd)
print(x_train.shape, y_train.shape)

model = Model(10, 20, 1)
for epoch in range(400):
    loss = model(x_train, y_train)
    model.backward()
    model.update(0.05)
    if epoch % 50 == 0:
        print(epoch, loss)

print("final train loss", model(x_train, y_train))
print("some predictions", model.predict(x_valid)[:5].ravel().round(2), "targets", y_valid[:5].round(2))
