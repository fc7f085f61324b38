import numpy as np
from sklearn.datasets import load_wine

np.random.seed(0)


class Tensor:
    def __init__(self, value):
        self.value = value
        self.grad = np.zeros_like(value)


class Dense:
    def __init__(self, n_in, n_out):
        self.W = Tensor(np.random.randn(n_in, n_out) * np.sqrt(2.0 / n_in))
        self.b = Tensor(np.zeros((1, n_out)))

    def forward(self, x):
        self.x = x
        return x @ self.W.value + self.b.value

    def backward(self, grad):
        self.W.grad += self.x.T @ grad
        self.b.grad += grad.sum(axis=0, keepdims=True)
        return grad @ self.W.value.T

    def parameters(self):
        return [self.W, self.b]


class ReLU:
    def forward(self, x):
        self.on = x > 0
        return x * self.on

    def backward(self, grad):
        return grad * self.on

    def parameters(self):
        return []


class CrossEntropy:
    def forward(self, logits, labels):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        self.labels = labels
        return -np.log(self.p[np.arange(len(labels)), labels] + 1e-12).mean()

    def backward(self):
        d = self.p.copy()
        d[np.arange(len(self.labels)), self.labels] -= 1
        return d / len(self.labels)


class SGD:
    def __init__(self, params, lr, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.velocity = [np.zeros_like(p.value) for p in params]

    def zero_grad(self):
        for p in self.params:
            p.grad[...] = 0

    def step(self):
        for p, v in zip(self.params, self.velocity):
            v *= self.momentum
            v -= self.lr * p.grad
            p.value += v


class LinearWarmup:
    def __init__(self, optimizer, period):
        self.optimizer, self.period = optimizer, period
        self.base = optimizer.lr
        self.last = 0
        optimizer.lr = self.base / period

    def dampening(self):
        self.last += 1
        self.optimizer.lr = self.base * min(1.0, (self.last + 1) / self.period)


wine = load_wine()
order = np.random.permutation(len(wine.target))
X = (wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)
X, y = X[order], wine.target[order]
X_train, y_train, X_val, y_val = X[:130], y[:130], X[130:], y[130:]

layers = [Dense(13, 20), ReLU(), Dense(20, 3)]
criterion = CrossEntropy()
optimizer = SGD([p for layer in layers for p in layer.parameters()], lr=0.05)
warmup_scheduler = LinearWarmup(optimizer, period=20)


def predict(x):
    for layer in layers:
        x = layer.forward(x)
    return x


for epoch in range(30):
    shuffle = np.random.permutation(len(X_train))
    running = 0.0
    for start in range(0, len(X_train), 13):
        batch = shuffle[start:start + 13]
        loss = criterion.forward(predict(X_train[batch]), y_train[batch])
        grad = criterion.backward()
        for layer in reversed(layers):
            grad = layer.backward(grad)
        optimizer.step()
        optimizer.zero_grad()
        warmup_scheduler.dampening()
        running += loss
    if epoch % 5 == 0:
        accuracy = np.mean(predict(X_val).argmax(axis=1) == y_val)
        print('epoch %2d  lr %.4f  loss %.4f  val acc %.3f' % (epoch, optimizer.lr, running / 10, accuracy))

print('Validation accuracy:', np.mean(predict(X_val).argmax(axis=1) == y_val))
