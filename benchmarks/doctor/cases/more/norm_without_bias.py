import numpy as np
from sklearn.datasets import load_wine


def affine(x, W):
    return x @ W


class BatchNorm:
    def __init__(self, D, momentum=0.9, eps=1e-5):
        self.gamma = np.ones(D)
        self.beta = np.zeros(D)
        self.momentum = momentum
        self.eps = eps
        self.running_mean = np.zeros(D)
        self.running_var = np.ones(D)

    def forward(self, x, mode):
        if mode == 'test':
            xhat = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
            return self.gamma * xhat + self.beta
        mu = x.mean(axis=0)
        var = x.var(axis=0)
        self.ivar = 1.0 / np.sqrt(var + self.eps)
        self.xhat = (x - mu) * self.ivar
        self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
        self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        return self.gamma * self.xhat + self.beta

    def backward(self, dy):
        dgamma = (dy * self.xhat).sum(axis=0)
        dbeta = dy.sum(axis=0)
        dxhat = dy * self.gamma
        m = len(dy)
        dx = self.ivar / m * (m * dxhat - dxhat.sum(axis=0) - self.xhat * (dxhat * self.xhat).sum(axis=0))
        return dx, dgamma, dbeta


def softmax_loss(scores, y):
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    N = scores.shape[0]
    loss = -np.log(p[np.arange(N), y]).mean()
    p[np.arange(N), y] -= 1
    return loss, p / N


wine = load_wine()
data, target = wine.data, wine.target
pick = np.random.permutation(len(data))
train, test = pick[:130], pick[130:]

# the first layer of normalisation sees the raw columns
bn0 = BatchNorm(13)
W1 = np.random.randn(13, 16) * 0.1
bn1 = BatchNorm(16)
W2 = np.random.randn(16, 3) * 0.1
b2 = np.zeros(3)


def net(x, mode):
    global a0, a1, h1
    a0 = bn0.forward(x, mode)
    a1 = bn1.forward(affine(a0, W1), mode)
    h1 = np.maximum(a1, 0)
    return affine(h1, W2) + b2


lr = 0.1
for epoch in range(40):
    np.random.shuffle(train)
    for s in range(0, 130, 26):
        rows = train[s:s + 26]
        loss, dscores = softmax_loss(net(data[rows], 'train'), target[rows])
        dW2 = h1.T @ dscores
        db2 = dscores.sum(axis=0)
        dh1 = dscores @ W2.T
        dh1[a1 <= 0] = 0
        dz1, dgamma1, dbeta1 = bn1.backward(dh1)
        dW1 = a0.T @ dz1
        _, dgamma0, dbeta0 = bn0.backward(dz1 @ W1.T)
        for p, g in ((W1, dW1), (W2, dW2), (b2, db2), (bn1.gamma, dgamma1), (bn1.beta, dbeta1),
                     (bn0.gamma, dgamma0), (bn0.beta, dbeta0)):
            p -= lr * g
    if epoch % 5 == 0:
        print(epoch, loss)

print('train', np.mean(net(data[train], 'test').argmax(1) == target[train]))
print('test', np.mean(net(data[test], 'test').argmax(1) == target[test]))
