"""
My own little framework. The numeric gradient never agrees with mine when I call the net twice, relu uses the
output and not z in backward, and I sum over the batch where everybody takes the mean. Is my backprop wrong?
"""
import numpy as np
from sklearn.datasets import load_breast_cancer


class Module:
    training = True

    def params(self):
        return ()


class Affine(Module):
    def __init__(self, n_in, n_out, rng):
        k = 1 / np.sqrt(n_in)
        self.W = rng.uniform(-k, k, (n_in, n_out))
        self.b = rng.uniform(-k, k, n_out)
        self.gW, self.gb = np.zeros_like(self.W), np.zeros_like(self.b)
        self.vW, self.vb = np.zeros_like(self.W), np.zeros_like(self.b)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        self.gW = self.x.T @ g
        self.gb = g.sum(0)
        return g @ self.W.T

    def params(self):
        return ('W', 'b')


class Relu(Module):
    def forward(self, x):
        self.out = np.maximum(x, 0)
        return self.out

    def backward(self, g):
        return g * (self.out > 0)


class Dropout(Module):
    def __init__(self, p, rng):
        self.p, self.rng = p, rng

    def forward(self, x):
        if not self.training:
            return x
        self.mask = (self.rng.random(x.shape) >= self.p) / (1 - self.p)
        return x * self.mask

    def backward(self, g):
        return g * self.mask


class LogisticLoss:
    """summed over the batch, labels are -1 / +1"""

    def forward(self, z, y):
        self.z, self.y = z, y
        return np.logaddexp(0, -y * z).sum()

    def backward(self):
        return -self.y / (1 + np.exp(self.y * self.z))


class Sgd:
    def __init__(self, modules, lr, momentum, decay):
        self.modules, self.lr, self.momentum, self.decay = modules, lr, momentum, decay

    def step(self):
        for mod in self.modules:
            for name in mod.params():
                p, g = getattr(mod, name), getattr(mod, 'g' + name)
                v = getattr(mod, 'v' + name)
                v *= self.momentum
                v += g + (self.decay * p if name == 'W' else 0)
                p -= self.lr * v


rng = np.random.default_rng(3)
raw = load_breast_cancer()
order = rng.permutation(len(raw.target))
data, sign = raw.data[order], (2.0 * raw.target[order] - 1)[:, None]
tr, va = slice(0, 400), slice(400, None)
center, scale = data[tr].mean(0), data[tr].std(0)
data = (data - center) / scale

net = [Affine(30, 16, rng), Relu(), Dropout(0.4, rng), Affine(16, 8, rng), Relu(), Affine(8, 1, rng)]
loss = LogisticLoss()
opt = Sgd(net, lr=5e-4, momentum=0.9, decay=0.05)


def run(x, training):
    for mod in net:
        mod.training = training
        x = mod.forward(x)
    return x


for epoch in range(30):
    total = 0.0
    rows = rng.permutation(400)
    for part in np.array_split(rows, 20):
        total += loss.forward(run(data[tr][part], True), sign[tr][part])
        g = loss.backward()
        for mod in reversed(net):
            g = mod.backward(g)
        opt.step()
    opt.lr *= 0.99
    if epoch % 10 == 9:
        out = run(data[va], False)
        print('epoch %d  train loss %.4f  valid loss %.4f  valid accuracy %.3f' % (
            epoch + 1, total / 400, loss.forward(out, sign[va]) / len(out), np.mean((out > 0) == (sign[va] > 0))))

valid_accuracy = np.mean((run(data[va], False) > 0) == (sign[va] > 0))
