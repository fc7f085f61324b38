import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Trainer:
    def __init__(self, net, learning_rate=0.01, beta1=0.9, beta2=0.999, eps=1e-8, batch_size=20):
        self.net = net
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.batch_size = batch_size
        self.k = 0              # iteration counter
        self.gsum = [np.zeros_like(p) for p in net.params]
        self.xsum = [np.zeros_like(p) for p in net.params]

    def train(self, x, y):
        cost, grads = self.net.cost_and_grads(x, y)
        self.k += 1
        for i, (p, gij) in enumerate(zip(self.net.params, grads)):
            gsumi = self.gsum[i]
            xsumi = self.xsum[i]
            gsumi[...] = gsumi * self.beta1 + (1 - self.beta1) * gij       # biased first moment
            xsumi[...] = xsumi * self.beta2 + (1 - self.beta2) * gij * gij  # biased second moment
            biasCorr1 = gsumi / (1 - self.beta1 ** self.k)
            biasCorr2 = xsumi / (1 - self.beta2 ** self.k)
            dx = -self.learning_rate * biasCorr1 / (np.sqrt(biasCorr2) + self.eps)
            p += dx
        return cost


class Net:
    def __init__(self, nin, nhid, nout):
        self.params = [np.random.randn(nin, nhid) * np.sqrt(2.0 / nin), np.zeros(nhid),
                       np.random.randn(nhid, nhid) * np.sqrt(2.0 / nhid), np.zeros(nhid),
                       np.random.randn(nhid, nout) * np.sqrt(2.0 / nhid), np.zeros(nout)]

    def forward(self, x):
        W1, b1, W2, b2, W3, b3 = self.params
        h1 = np.maximum(0, x @ W1 + b1)
        h2 = np.maximum(0, h1 @ W2 + b2)
        s = h2 @ W3 + b3
        s = s - s.max(axis=1, keepdims=True)
        p = np.exp(s)
        return h1, h2, p / p.sum(axis=1, keepdims=True)

    def cost_and_grads(self, x, y):
        W1, b1, W2, b2, W3, b3 = self.params
        h1, h2, p = self.forward(x)
        n = len(y)
        cost = -np.log(p[np.arange(n), y] + 1e-12).mean()
        ds = p.copy()
        ds[np.arange(n), y] -= 1
        ds /= n
        dh2 = (ds @ W3.T) * (h2 > 0)
        dh1 = (dh2 @ W2.T) * (h1 > 0)
        return cost, [x.T @ dh1, dh1.sum(0), h1.T @ dh2, dh2.sum(0), h2.T @ ds, ds.sum(0)]

    def accuracy(self, x, y):
        return np.mean(self.forward(x)[-1].argmax(1) == y)


X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16.0, y, test_size=0.3)

net = Net(64, 24, 10)
trainer = Trainer(net)
for epoch in range(8):
    order = np.random.permutation(len(X_train))
    costs = []
    for s in range(0, len(order), trainer.batch_size):
        pick = order[s:s + trainer.batch_size]
        costs.append(trainer.train(X_train[pick], y_train[pick]))
    print('epoch', epoch, 'cost', np.mean(costs), 'test', net.accuracy(X_test, y_test))
