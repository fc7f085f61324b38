import numpy as np
from sklearn.datasets import load_digits

# 3 layers as in the drawing: input with weights and a bias, a linear transform, softmax activation.
# every layer has forward() and backward(), the previous gradient ("global") times the local one


class Linear:
    def __init__(self, n_in, n_out):
        self.w = np.random.randn(n_out, n_in) * np.sqrt(1.0 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.input = x
        self.value = np.dot(self.w, x) + self.b
        return self.value

    def backward(self, grad):
        self.dw = np.outer(grad, self.input)
        self.db = grad
        return np.dot(self.w.T, grad)

    def step(self, lr):
        self.w -= lr * self.dw
        self.b -= lr * self.db


class Tanh:
    def forward(self, x):
        self.value = np.tanh(x)
        return self.value

    def backward(self, grad):
        return grad * (1 - self.value ** 2)

    def step(self, lr):
        pass


class Softmax:
    def softmax(self, x):
        """Compute the softmax of vector x."""
        exps = np.exp(x - np.max(x))
        return exps / np.sum(exps)

    def forward(self, x):
        # x is a vector of length 10, the output of (w * x) + b
        self.input = x
        self.value = self.softmax(self.input)
        return self.value

    def backward(self, grad):
        self.gradient = np.zeros(len(self.input))
        for i in range(len(self.value)):
            for j in range(len(self.input)):
                if i == j:
                    self.gradient[i] = grad[i] * self.value[i] * (1 - self.value[i])
        return self.gradient

    def step(self, lr):
        pass


class Net:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for l in self.layers:
            x = l.forward(x)
        return x

    def train_one(self, x, t, lr):
        p = self.forward(x)
        loss = 0.5 * np.sum((p - t) ** 2)
        grad = p - t
        for l in self.layers[::-1]:
            grad = l.backward(grad)
        for l in self.layers:
            l.step(lr)
        return loss


np.random.seed(0)
digits = load_digits()
images = digits.data / 16.0
labels = np.eye(10)[digits.target]
n_train = 600

net = Net([Linear(64, 16), Tanh(), Linear(16, 10), Softmax()])
for epoch in range(5):
    total = 0
    for k in np.random.permutation(n_train):
        total += net.train_one(images[k], labels[k], 0.1)
    print("epoch", epoch, "mean loss", total / n_train)

hits = [np.argmax(net.forward(images[k])) == digits.target[k] for k in range(n_train, len(images))]
print("accuracy on the rest:", np.mean(hits))
