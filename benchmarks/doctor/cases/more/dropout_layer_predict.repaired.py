# Mini framework after a series of articles: Layer, Loss, Optimizer
import numpy as np
from sklearn.datasets import load_digits

np.random.seed(21)


class Layer:
    params = ()

    def forward(self, x, training=True):
        raise NotImplementedError

    def backward(self, d):
        raise NotImplementedError


class Dense(Layer):
    def __init__(self, n_in, n_out):
        self.w = np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)
        self.b = np.zeros((1, n_out))
        self.params = ('w', 'b')

    def forward(self, x, training=True):
        self.x = x
        return x.dot(self.w) + self.b

    def backward(self, d):
        self.dw = self.x.T.dot(d)
        self.db = d.sum(axis=0, keepdims=True)
        return d.dot(self.w.T)


class Relu(Layer):
    def forward(self, x, training=True):
        self.on = x > 0
        return x * self.on

    def backward(self, d):
        return d * self.on


class Dropout(Layer):
    def __init__(self, rate):
        self.keep = 1 - rate

    def forward(self, x, training=True):
        if training:
            self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
            return x * self.mask
        return x

    def backward(self, d):
        return d * self.mask


class SoftmaxCrossEntropy:
    def forward(self, z, y):
        z = z - z.max(axis=1, keepdims=True)
        self.p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        self.y = y
        return -np.log(self.p[np.arange(len(y)), y] + 1e-12).mean()

    def backward(self):
        d = self.p.copy()
        d[np.arange(len(self.y)), self.y] -= 1
        return d / len(self.y)


class SGD:
    def __init__(self, lr, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def step(self, layers):
        for i, layer in enumerate(layers):
            for name in layer.params:
                g = getattr(layer, 'd' + name)
                v = self.momentum * self.v.get((i, name), 0.0) - self.lr * g
                self.v[i, name] = v
                setattr(layer, name, getattr(layer, name) + v)


class Model:
    def __init__(self, layers, loss, optimizer):
        self.layers, self.loss, self.optimizer = layers, loss, optimizer

    def forward(self, x, training=True):
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def fit(self, x, y, epochs, batch):
        for epoch in range(1, epochs + 1):
            perm = np.random.permutation(len(x))
            losses = []
            for i in range(0, len(x), batch):
                idx = perm[i:i + batch]
                losses.append(self.loss.forward(self.forward(x[idx], training=True), y[idx]))
                d = self.loss.backward()
                for layer in reversed(self.layers):
                    d = layer.backward(d)
                self.optimizer.step(self.layers)
            if epoch % 5 == 0:
                print('epoch', epoch, 'loss', round(np.mean(losses), 4))

    def predict(self, x):
        return self.forward(x, training=False).argmax(axis=1)


images, labels = load_digits(return_X_y=True)
images = images / 16.0
shuffled = np.random.permutation(len(images))
train, test = shuffled[:1300], shuffled[1300:]

model = Model([Dense(64, 32), Relu(), Dropout(0.5), Dense(32, 32), Relu(), Dropout(0.5), Dense(32, 10)],
              SoftmaxCrossEntropy(), SGD(0.05))
model.fit(images[train], labels[train], 30, 50)
for k in range(3):
    print('test accuracy', np.mean(model.predict(images[test]) == labels[test]))
