import numpy as np
from sklearn.datasets import load_breast_cancer


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


class Linear:
    def __init__(self, fan_in, fan_out):
        limit = np.sqrt(6 / (fan_in + fan_out))
        self.params = [np.random.uniform(-limit, limit, (fan_in, fan_out)), np.zeros((1, fan_out))]
        self.grads = [None, None]

    def forward(self, inp):
        self.inp = inp
        return inp.dot(self.params[0]) + self.params[1]

    def backward(self, g):
        self.grads[0] = self.inp.T.dot(g)
        self.grads[1] = np.sum(g, axis=0, keepdims=True)
        return g.dot(self.params[0].T)


class Tanh:
    params = []
    grads = []

    def forward(self, inp):
        self.out = np.tanh(inp)
        return self.out

    def backward(self, g):
        return g * (1 - self.out ** 2)


class Momentum:
    """ v = mu * v - lr * grad
        w = w + v
    """
    def __init__(self, layers, lr=0.001, mu=0.9):
        self.layers = layers
        self.lr = lr
        self.mu = mu
        self.velocities = []
        for layer in layers:
            for p in layer.params:
                self.velocities.append(np.zeros_like(p))

    def step(self):
        i = 0
        for layer in self.layers:
            for p, g in zip(layer.params, layer.grads):
                v = self.velocities[i]
                v = self.mu * v - self.lr * g
                p += v
                i += 1


class Net:
    def __init__(self, sizes):
        self.layers = []
        for k, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
            self.layers.append(Linear(a, b))
            if k < len(sizes) - 2:
                self.layers.append(Tanh())

    def forward(self, x):
        for l in self.layers:
            x = l.forward(x)
        return x

    def backward(self, g):
        for l in self.layers[::-1]:
            g = l.backward(g)


data = load_breast_cancer()
X = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
y = data.target.reshape(-1, 1).astype(float)
m = len(X)

net = Net([30, 16, 8, 1])
optimizer = Momentum(net.layers, lr=0.01, mu=0.95)

history = []
for epoch in range(250):
    logits = net.forward(X)
    p = sigmoid(logits)
    bce = -np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))
    history.append(bce)
    net.backward((p - y) / m)
    optimizer.step()
    if epoch % 50 == 0:
        print("epoch", epoch, "loss", round(bce, 4))

p = sigmoid(net.forward(X))
print("final loss", history[-1], "accuracy", np.mean((p > 0.5) == (y > 0.5)))
