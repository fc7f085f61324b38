import numpy as np
from sklearn.datasets import make_moons


class Layer:
    def __init__(self, inp, out, activation):
        self.w = np.random.uniform(-1, 1, (inp, out)) * np.sqrt(6 / (inp + out))
        self.b = np.zeros(out)
        self.activation = activation

    def __call__(self, x):
        self.x = x
        z = x.dot(self.w) + self.b
        self.y = np.tanh(z) if self.activation == 'tanh' else 1 / (1 + np.exp(-z))
        return self.y

    def learn(self, delta, lr):
        back = delta.dot(self.w.T)
        self.w -= lr * self.x.T.dot(delta)
        self.b -= lr * delta.sum(axis=0)
        return back


x, y = make_moons(500, noise=0.1)
y = y.reshape(-1, 1)

l1 = Layer(2, 12, 'tanh')
l2 = Layer(12, 1, 'sigmoid')


def accuracy():
    pred = (l2(l1(x)) > 0.5).astype(int)
    return np.sum(pred == y) / len(y)


for epoch in range(2000):
    p = l2(l1(x))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    delta = (p - y) / len(x)
    delta = l2.learn(delta, 1.0)
    l1.learn(delta * (1 - l1.y ** 2), 1.0)
    if epoch % 200 == 0:
        print("epoch", epoch, "loss", loss, "accuracy", accuracy())
