import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Layer:
    def forward(self, x, training):
        raise NotImplementedError

    def backward(self, grad):
        raise NotImplementedError

    def params_and_grads(self):
        return []


class Dense(Layer):
    def __init__(self, n_in, n_out):
        self.W = np.random.normal(0, np.sqrt(2.0 / n_in), (n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x, training):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W.T

    def params_and_grads(self):
        return [(self.W, self.dW), (self.b, self.db)]


class BatchNorm(Layer):
    def __init__(self, n, momentum=0.9, eps=1e-5):
        self.gamma = np.ones(n)
        self.beta = np.zeros(n)
        self.momentum = momentum
        self.eps = eps
        self.running_mean = np.zeros(n)
        self.running_var = np.ones(n)

    def forward(self, x, training):
        if training:
            mean = x.mean(axis=0)
            var = x.var(axis=0)
            self.inv_std = 1.0 / np.sqrt(var + self.eps)
            self.x_hat = (x - mean) * self.inv_std
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            return self.gamma * self.x_hat + self.beta
        x_hat = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
        return self.gamma * x_hat + self.beta

    def backward(self, grad):
        m = grad.shape[0]
        self.dgamma = np.sum(grad * self.x_hat, axis=0)
        self.dbeta = np.sum(grad, axis=0)
        dx_hat = grad * self.gamma
        return self.inv_std / m * (m * dx_hat - dx_hat.sum(axis=0) - self.x_hat * np.sum(dx_hat * self.x_hat, axis=0))

    def params_and_grads(self):
        return [(self.gamma, self.dgamma), (self.beta, self.dbeta)]


class ReLU(Layer):
    def forward(self, x, training):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask


class SoftmaxCrossEntropy:
    def forward(self, logits, y):
        shifted = logits - logits.max(axis=1, keepdims=True)
        exp = np.exp(shifted)
        self.p = exp / exp.sum(axis=1, keepdims=True)
        self.y = y
        return -np.mean(np.log(self.p[np.arange(len(y)), y] + 1e-12))

    def backward(self):
        grad = self.p.copy()
        grad[np.arange(len(self.y)), self.y] -= 1
        return grad / len(self.y)


class Model:
    def __init__(self, layers):
        self.layers = layers
        self.loss = SoftmaxCrossEntropy()

    def forward(self, x, training=True):
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self):
        grad = self.loss.backward()
        for layer in reversed(self.layers):
            grad = layer.backward(grad)

    def step(self, lr):
        for layer in self.layers:
            for p, g in layer.params_and_grads():
                p -= lr * g

    def accuracy(self, x, y):
        return np.mean(np.argmax(self.forward(x, training=False), axis=1) == y)


np.random.seed(21)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=453, random_state=2)

model = Model([Dense(64, 48), BatchNorm(48), ReLU(),
               Dense(48, 32), BatchNorm(32), ReLU(),
               Dense(32, 10)])

batch_size = 64
for epoch in range(20):
    idx = np.random.permutation(len(X_train))
    running, hits = 0.0, 0
    for start in range(0, len(idx), batch_size):
        b = idx[start:start + batch_size]
        logits = model.forward(X_train[b], training=True)
        running += model.loss.forward(logits, y_train[b]) * len(b)
        hits += np.sum(logits.argmax(axis=1) == y_train[b])
        model.backward()
        model.step(lr=0.1)
    if epoch % 4 == 3:
        print(f"epoch {epoch + 1}: train loss {running / len(idx):.4f}  train acc {hits / len(idx):.4f}  "
              f"test acc {model.accuracy(X_test, y_test):.4f}")
