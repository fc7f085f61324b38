import numpy as np
from sklearn.datasets import load_digits


class Layer:
    def forward(self, inp):
        raise NotImplementedError

    def backward(self, grad_out, lr):
        raise NotImplementedError


class ReLU(Layer):
    def forward(self, inp):
        # saves memory
        self.inp = inp
        return np.maximum(inp, 0, out=inp)

    def backward(self, grad_out, lr):
        return grad_out * ((self.inp > 0) * 1.0)


class Dense(Layer):
    def __init__(self, inp_size, out_size):
        scale_factor = np.sqrt(inp_size)
        self.weights = np.random.randn(inp_size, out_size) / scale_factor
        self.bias = np.zeros((1, out_size))
        self.inp = None

    def forward(self, inp):
        self.inp = inp
        return np.dot(inp, self.weights) + self.bias

    def backward(self, grad_out, lr):
        inp_err = np.dot(grad_out, self.weights.T)
        self.weights -= lr * np.dot(self.inp.T, grad_out)
        self.bias -= lr * grad_out.sum(axis=0, keepdims=True)
        return inp_err


class Network:
    def __init__(self, layers):
        self.layers = layers

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def train_batch(self, x, y, lr):
        logits = self.predict(x)
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(len(y)), y] + 1e-12).mean()
        p[np.arange(len(y)), y] -= 1
        grad = p / len(y)
        for layer in self.layers[::-1]:
            grad = layer.backward(grad, lr)
        return loss


digits = load_digits()
X = digits.data / 16.0 - 0.3
y = digits.target
X_train, y_train = X[:1400], y[:1400]
X_val, y_val = X[1400:], y[1400:]

net = Network([Dense(64, 48), ReLU(), Dense(48, 24), ReLU(), Dense(24, 10)])
for epoch in range(20):
    order = np.random.permutation(len(X_train))
    losses = []
    for i in range(0, len(X_train), 32):
        batch = order[i:i + 32]
        losses.append(net.train_batch(X_train[batch], y_train[batch], lr=0.2))
    val_acc = np.mean(net.predict(X_val).argmax(axis=1) == y_val)
    print("epoch", epoch, "loss", round(float(np.mean(losses)), 4), "val acc", round(float(val_acc), 4))
