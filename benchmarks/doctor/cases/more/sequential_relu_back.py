import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

# my mini keras, v0.3

class Layer:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, grad):
        raise NotImplementedError

    def params_and_grads(self):
        return []


class Dense(Layer):
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * np.sqrt(2.0 / n_in)
        self.b = np.zeros(n_out)
        self.dW = None
        self.db = None

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W.T

    def params_and_grads(self):
        return [(self.W, self.dW), (self.b, self.db)]


class ReLU(Layer):
    def forward(self, x):
        self.out = np.maximum(0, x)
        return self.out

    def backward(self, grad):
        dx = grad.copy()
        dx[self.out < 0] = 0
        return dx


class Sequential:
    def __init__(self, *layers):
        self.layers = list(layers)

    def add(self, layer):
        self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad


class SoftmaxCrossEntropy:
    def __call__(self, logits, y):
        z = logits - logits.max(axis=1, keepdims=True)
        e = np.exp(z)
        self.p = e / e.sum(axis=1, keepdims=True)
        self.y = y
        return -np.mean(np.log(self.p[np.arange(len(y)), y] + 1e-12))

    def grad(self):
        d = self.p.copy()
        d[np.arange(len(self.y)), self.y] -= 1
        return d / len(self.y)


class SGD:
    def __init__(self, model, lr=0.01):
        self.model = model
        self.lr = lr

    def step(self):
        for layer in self.model.layers:
            for p, g in layer.params_and_grads():
                p -= self.lr * g


digits = load_digits()
X = digits.data / 16.0
y = digits.target
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25)

model = Sequential(Dense(64, 32), ReLU(), Dense(32, 32), ReLU(), Dense(32, 32), ReLU(), Dense(32, 10))
loss_fn = SoftmaxCrossEntropy()
opt = SGD(model, lr=0.1)

batch_size = 32
for epoch in range(20):
    idx = np.random.permutation(len(X_train))
    losses = []
    for i in range(0, len(idx), batch_size):
        b = idx[i:i + batch_size]
        loss = loss_fn(model.forward(X_train[b]), y_train[b])
        model.backward(loss_fn.grad())
        opt.step()
        losses.append(loss)
    if epoch % 4 == 3:
        acc = np.mean(model.forward(X_test).argmax(axis=1) == y_test)
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}  test acc {acc:.3f}")
