"""tiny_nn - my attempt at a keras-like api on top of numpy"""
import numpy as np
from sklearn.datasets import load_wine


class Parameter:
    def __init__(self, value):
        self.value = value
        self.grad = np.zeros_like(value)


class Linear:
    def __init__(self, fan_in, fan_out):
        limit = np.sqrt(6 / (fan_in + fan_out))
        self.w = Parameter(np.random.uniform(-limit, limit, (fan_in, fan_out)))
        self.b = Parameter(np.zeros(fan_out))

    def __call__(self, x):
        self.x = x
        return x @ self.w.value + self.b.value

    def backward(self, grad):
        self.w.grad = self.x.T @ grad
        self.b.grad = grad.sum(axis=0)
        return grad @ self.w.value.T

    def parameters(self):
        return [self.w, self.b]


class ReLU:
    def __call__(self, x):
        self.keep = x > 0
        return x * self.keep

    def backward(self, grad):
        return grad * self.keep

    def parameters(self):
        return []


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad):
        for layer in self.layers[::-1]:
            grad = layer.backward(grad)

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


class CrossEntropy:
    def __call__(self, logits, labels):
        z = logits - logits.max(axis=1, keepdims=True)
        self.logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.labels = labels
        return -self.logp[np.arange(len(labels)), labels].mean()

    def backward(self):
        g = np.exp(self.logp)
        g[np.arange(len(g)), self.labels] -= 1
        return g / len(g)


class Adam:
    def __init__(self, params, lr=0.003, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m = [np.zeros_like(p.value) for p in params]
        self.v = [np.zeros_like(p.value) for p in params]
        self.t = 0

    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad ** 2
            # bias correction
            self.m[i] = self.m[i] / (1 - b1 ** self.t)
            self.v[i] = self.v[i] / (1 - b2 ** self.t)
            p.value -= self.lr * self.m[i] / (np.sqrt(self.v[i]) + self.eps)


np.random.seed(0)
wine = load_wine()
X = (wine.data - wine.data.mean(0)) / wine.data.std(0)
perm = np.random.permutation(len(X))
X, y = X[perm], wine.target[perm]
Xtr, ytr, Xte, yte = X[:130], y[:130], X[130:], y[130:]

model = Sequential(Linear(13, 16), ReLU(), Linear(16, 3))
criterion = CrossEntropy()
optim = Adam(model.parameters())

for epoch in range(40):
    idx = np.random.permutation(len(Xtr))
    total = 0
    for k in range(0, len(Xtr), 26):
        b = idx[k:k + 26]
        loss = criterion(model(Xtr[b]), ytr[b])
        model.backward(criterion.backward())
        optim.step()
        total += loss * len(b)
    if epoch % 5 == 0 or epoch == 39:
        acc = (model(Xte).argmax(1) == yte).mean()
        print(f"epoch {epoch:2d} loss {total / len(Xtr):.4f} test acc {acc:.3f}")
