import numpy as np


class Tanh:
    def __call__(self, x):
        return np.tanh(x)

    def d(self, x):
        return 1 - np.tanh(x) ** 2


class Id:
    def __call__(self, x):
        return x

    def d(self, x):
        return 1.0


class MSE:
    def __call__(self, h, target):
        return ((h - target) ** 2).sum() / len(h) / 2

    def d(self, h, target):
        return (h - target) / len(h)


class Layer:
    def __init__(self, in_dim, out_dim, activation):
        self.W = np.random.normal(0, 1 / np.sqrt(in_dim), (in_dim, out_dim))
        self.b = np.zeros(out_dim)
        self.activation = activation

    def __call__(self, x):
        self.z = x @ self.W + self.b
        self.h = self.activation(self.z)
        return self.h

    def backward(self, prev_g, h_in):
        g = prev_g * self.activation.d(self.z)
        return h_in.T @ g, g.sum(0), g @ self.W.T


class RMSProp:
    def __init__(self, layers, lr=0.001, rho=0.9):
        self.alpha, self.rho, self.epsilon = lr, rho, 1e-8
        self.layers = layers[::-1]
        self.s_w = [np.zeros_like(layer.W) for layer in self.layers]
        self.s_b = [np.zeros_like(layer.b) for layer in self.layers]

    def step(self, w_updates, b_updates):
        for i, layer in enumerate(self.layers):
            self.s_w[i] = self.rho * self.s_w[i] + (1 - self.rho) * w_updates[i] ** 2
            self.s_b[i] = self.rho * self.s_b[i] + (1 - self.rho) * b_updates[i] ** 2
            layer.W -= self.alpha * w_updates[i] / (np.sqrt(self.s_w[i]) + self.epsilon)
            layer.b -= self.alpha * b_updates[i] / (np.sqrt(self.s_b[i]) + self.epsilon)


class NN:
    def __init__(self, dims):
        self.layers = []
        for i, (a, b) in enumerate(zip(dims[:-1], dims[1:])):
            last = i == len(dims) - 2
            self.layers.append(Layer(a, b, Id() if last else Tanh()))
        self.w_updates = [None] * len(self.layers)
        self.b_updates = [None] * len(self.layers)

    def forward(self, x):
        self.x = x
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, target, loss_fn):
        hs = [self.x] + [layer.h for layer in self.layers]
        hs = hs[::-1]
        prev_g = loss_fn.d(hs[0], target)
        for i, layer in enumerate(self.layers[::-1]):
            self.w_updates[i], self.b_updates[i], prev_g = layer.backward(prev_g, hs[i + 1])


def f(x):
    return np.sin(2 * x[:, :1]) * np.cos(x[:, 1:])


nn = NN([2, 24, 24, 1])
loss = MSE()
optimizer = RMSProp(nn.layers, lr=0.003)

for i in range(2500):
    if i == 1800:
        optimizer.alpha = 0.0005
    x = np.random.uniform(-2, 2, (64, 2))
    h = nn.forward(x)
    l = loss(h, f(x))
    nn.backward(f(x), loss)
    optimizer.step(nn.w_updates, nn.b_updates)
    if i % 250 == 0:
        print(f"{i}: {l:.5f}")

grid = np.random.uniform(-2, 2, (500, 2))
print("test:", loss(nn.forward(grid), f(grid)))
