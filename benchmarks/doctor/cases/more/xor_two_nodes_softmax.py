from collections import OrderedDict
import numpy as np


def softmax(x):
    x = x - np.max(x, axis=1, keepdims=True)
    return np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.W.T)


class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * (1.0 - self.out) * self.out


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t
        self.y = softmax(x)
        return -np.sum(t * np.log(self.y + 1e-7)) / len(t)

    def backward(self):
        return (self.y - self.t) / len(self.t)


class Net:
    def __init__(self, weight_init_std=0.01):
        sizes = [2, 8, 8, 2]
        self.params = {}
        for i in range(1, 4):
            self.params['W' + str(i)] = weight_init_std * np.random.randn(sizes[i - 1], sizes[i])
            self.params['b' + str(i)] = np.zeros(sizes[i])
        self.layers = OrderedDict()
        for i in range(1, 4):
            self.layers['Affine' + str(i)] = Affine(self.params['W' + str(i)], self.params['b' + str(i)])
            if i < 3:
                self.layers['Sigmoid' + str(i)] = Sigmoid()
        self.last = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def loss(self, x, t):
        return self.last.forward(self.predict(x), t)

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.last.backward()
        for layer in reversed(list(self.layers.values())):
            dout = layer.backward(dout)
        grads = {}
        for i in range(1, 4):
            grads['W' + str(i)] = self.layers['Affine' + str(i)].dW
            grads['b' + str(i)] = self.layers['Affine' + str(i)].db
        return grads


np.random.seed(2)
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
t_train = np.array([[1, 0], [0, 1], [0, 1], [1, 0]])

network = Net()
learning_rate = 0.01
for i in range(10000):
    grad = network.gradient(x_train, t_train)
    for key in network.params:
        network.params[key] -= learning_rate * grad[key]
    if i % 2000 == 0:
        print(i, network.loss(x_train, t_train))

out = softmax(network.predict(x_train))
print(out)
