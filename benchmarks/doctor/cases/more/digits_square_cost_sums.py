import numpy as np
from sklearn.datasets import load_digits


class Net:
    def __init__(self, n_in, n_hid, n_out):
        rng = np.random.default_rng(9)
        self.rng = rng
        self.wh = rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_hid))
        self.bh = np.zeros(n_hid)
        self.wo = rng.normal(0, 1 / np.sqrt(n_hid), (n_hid, n_out))
        self.bo = np.zeros(n_out)

    def run(self, x):
        self.x = x
        self.h = 1 / (1 + np.exp(-(x @ self.wh + self.bh)))
        self.o = 1 / (1 + np.exp(-(self.h @ self.wo + self.bo)))
        return self.o

    def learn(self, t, rate):
        n = len(t)
        # cost = sum over the outputs of (o - t)**2, mean over the rows
        delta_o = 2 * (self.o - t) * self.o * (1 - self.o) / n
        delta_h = (delta_o @ self.wo.T) * self.h * (1 - self.h)
        self.wo -= rate * (self.h.T @ delta_o)
        self.bo -= rate * delta_o.sum(0)
        self.wh -= rate * (self.x.T @ delta_h)
        self.bh -= rate * delta_h.sum(0)

    def cost(self, x, t):
        return np.mean(np.sum((self.run(x) - t) ** 2, axis=1))

    def rate(self, x, labels):
        return np.mean(self.run(x).argmax(axis=1) == labels)


d = load_digits()
x = d.data / 16
train_x, test_x = x[:1300], x[1300:]
train_y, test_y = d.target[:1300], d.target[1300:]
T = np.zeros((1300, 10))
T[np.arange(1300), train_y] = 1

net = Net(64, 40, 10)
for epoch in range(60):
    order = net.rng.permutation(1300)
    for k in range(0, 1300, 20):
        part = order[k:k + 20]
        net.run(train_x[part])
        net.learn(T[part], 1.0)
    if epoch % 10 == 0:
        print("epoch", epoch, "cost", net.cost(train_x, T), "train", net.rate(train_x, train_y))

print("test", net.rate(test_x, test_y))
