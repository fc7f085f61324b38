import numpy as np
from sklearn.datasets import make_moons

np.random.seed(7)


class Layer:
    def parameters(self):
        return []


class Dense(Layer):
    def __init__(self, in_features, out_features):
        self.W = np.random.randn(in_features, out_features) * np.sqrt(1.0 / in_features)
        self.b = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W.T

    def parameters(self):
        return [('W', 'dW'), ('b', 'db')]


class Tanh(Layer):
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, grad):
        return grad * (1 - self.out ** 2)


class Sigmoid(Layer):
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, grad):
        return grad * self.out * (1 - self.out)


class BCE:
    def __call__(self, p, t):
        p = np.clip(p, 1e-9, 1 - 1e-9)
        self.p, self.t = p, t
        return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))

    def grad(self):
        return (self.p - self.t) / (self.p * (1 - self.p)) / self.t.size


class SGD:
    def __init__(self, layers, lr):
        self.layers, self.lr = layers, lr

    def step(self):
        for layer in self.layers:
            for name, grad in layer.parameters():
                setattr(layer, name, getattr(layer, name) - self.lr * getattr(layer, grad))


class Momentum:
    def __init__(self, layers, lr, mu=0.9):
        self.layers, self.lr, self.mu = layers, lr, mu
        self.v = {}

    def step(self):
        for i, layer in enumerate(self.layers):
            for name, grad in layer.parameters():
                key = (i, name)
                if key not in self.v:
                    self.v[key] = np.zeros_like(getattr(layer, name))
                self.v[key] = self.mu * self.v[key] - self.lr * getattr(layer, grad)
                setattr(layer, name, getattr(layer, name) - self.v[key])


class Network:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)


X, y = make_moons(300, noise=0.15)
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = y.reshape(-1, 1).astype(float)

net = Network(Dense(2, 16), Tanh(), Dense(16, 1), Sigmoid())
loss_fn = BCE()
# opt = SGD(net.layers, lr=0.5)
opt = Momentum(net.layers, lr=0.1)

for epoch in range(400):
    out = net.forward(X)
    loss = loss_fn(out, y)
    net.backward(loss_fn.grad())
    opt.step()
    if epoch % 40 == 0:
        print('epoch %4d  loss %.4f  acc %.3f' % (epoch, loss, np.mean((out > 0.5) == y)))

acc = np.mean((net.forward(X) > 0.5) == y)
print('final acc', acc)
