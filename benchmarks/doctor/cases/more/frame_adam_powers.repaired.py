import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


class Parameter:
    def __init__(self, value):
        self.value = value
        self.grad = np.zeros_like(value)


class Linear:
    def __init__(self, fan_in, fan_out):
        lim = np.sqrt(6.0 / (fan_in + fan_out))
        self.W = Parameter(np.random.uniform(-lim, lim, (fan_in, fan_out)))
        self.b = Parameter(np.zeros(fan_out))

    def __call__(self, x):
        self.x = x
        return x @ self.W.value + self.b.value

    def backward(self, grad):
        self.W.grad = self.x.T @ grad
        self.b.grad = grad.sum(axis=0)
        return grad @ self.W.value.T

    def parameters(self):
        return [self.W, self.b]


class LeakyReLU:
    def __init__(self, slope=0.01):
        self.slope = slope

    def __call__(self, x):
        self.factor = np.where(x > 0, 1.0, self.slope)
        return x * self.factor

    def backward(self, grad):
        return grad * self.factor

    def parameters(self):
        return []


class Sequential:
    def __init__(self, *modules):
        self.modules = modules

    def __call__(self, x):
        for module in self.modules:
            x = module(x)
        return x

    def backward(self, grad):
        for module in reversed(self.modules):
            grad = module.backward(grad)

    def parameters(self):
        return [p for module in self.modules for p in module.parameters()]


class BCEWithLogits:
    def __call__(self, z, t):
        self.z, self.t = z, t
        return np.mean(np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z))))

    def backward(self):
        return (1 / (1 + np.exp(-self.z)) - self.t) / self.t.size


class Adam:
    def __init__(self, params, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.params, self.lr, self.b1, self.b2, self.eps = params, lr, b1, b2, eps
        self.m = [np.zeros_like(p.value) for p in params]
        self.v = [np.zeros_like(p.value) for p in params]
        self.t = 0

    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * p.grad
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * p.grad ** 2
            m_hat = self.m[i] / (1 - self.b1 ** self.t)
            v_hat = self.v[i] / (1 - self.b2 ** self.t)
            p.value = p.value - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


np.random.seed(8)
X, y = load_breast_cancer(return_X_y=True)
X_train, X_val, y_train, y_val = train_test_split(X, y.reshape(-1, 1), test_size=0.3, random_state=8)
mu, sd = X_train.mean(0), X_train.std(0)
X_train, X_val = (X_train - mu) / sd, (X_val - mu) / sd

model = Sequential(Linear(30, 16), LeakyReLU(), Linear(16, 8), LeakyReLU(), Linear(8, 1))
criterion = BCEWithLogits()
optimizer = Adam(model.parameters(), lr=0.002)

for epoch in range(25):
    order = np.random.permutation(len(X_train))
    total = 0.0
    for start in range(0, len(order), 32):
        rows = order[start:start + 32]
        total += criterion(model(X_train[rows]), y_train[rows]) * len(rows)
        model.backward(criterion.backward())
        optimizer.step()
    if epoch % 4 == 0:
        val_acc = np.mean((model(X_val) > 0) == y_val)
        print(f"epoch {epoch:3d}  loss {total / len(order):.4f}  val acc {val_acc:.3f}")
