"""microtorch: a tiny torch look-alike (numpy only) for a talk in our reading group"""
import numpy as np
from sklearn.datasets import make_blobs


class Module:
    def parameters(self):
        return []

    def gradients(self):
        return []


class Linear(Module):
    def __init__(self, i, o):
        self.weight = np.random.uniform(-1, 1, (o, i)) / np.sqrt(i)
        self.bias = np.random.uniform(-1, 1, o) / np.sqrt(i)
        self.zero_grad()

    def zero_grad(self):
        self.dweight = np.zeros_like(self.weight)
        self.dbias = np.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, dy):
        self.dweight += dy.T @ self.x
        self.dbias += dy.sum(0)
        return dy @ self.weight

    def parameters(self):
        return [self.weight, self.bias]

    def gradients(self):
        return [self.dweight, self.dbias]


class Tanh(Module):
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, dy):
        return dy * (1 - self.y * self.y)


class SGD:
    def __init__(self, modules, lr, weight_decay=0.0):
        self.modules = modules
        self.lr = lr
        self.weight_decay = weight_decay

    def zero_grad(self):
        for mod in self.modules:
            if isinstance(mod, Linear):
                mod.zero_grad()

    def step(self):
        for mod in self.modules:
            for p, g in zip(mod.parameters(), mod.gradients()):
                p -= self.lr * (g + self.weight_decay * p)


def nll(logits, target):
    shifted = logits - logits.max(1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    rows = np.arange(len(target))
    grad = np.exp(logp)
    grad[rows, target] -= 1
    return -logp[rows, target].mean(), grad / len(target)


np.random.seed(0)
points, target = make_blobs(n_samples=600, centers=6, n_features=2, cluster_std=0.9, random_state=2)
target = target % 3                      # two clouds for every class
points = (points - points.mean(0)) / points.std(0)
train_x, train_t = points[:450], target[:450]
valid_x, valid_t = points[450:], target[450:]

net = [Linear(2, 24), Tanh(), Linear(24, 24), Tanh(), Linear(24, 3)]
optim = SGD(net, lr=0.2, weight_decay=1e-4)


def run(x):
    for mod in net:
        x = mod.forward(x)
    return x


for epoch in range(80):
    for rows in np.array_split(np.random.permutation(450), 15):
        optim.zero_grad()
        loss, d = nll(run(train_x[rows]), train_t[rows])
        for mod in net[::-1]:
            d = mod.backward(d)
        optim.step()
    if epoch % 10 == 0:
        print("%3d  train loss %.6f  valid acc %.3f" % (epoch, nll(run(train_x), train_t)[0], (run(valid_x).argmax(1) == valid_t).mean()))
