# 課題4  モーメンタムつき SGD で iris を分類
import numpy as np
from sklearn.datasets import load_iris

np.random.seed(5)
iris = load_iris()
x_all = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
t_all = np.eye(3)[iris.target]

perm = np.random.permutation(150)
x_train, t_train = x_all[perm[:120]], t_all[perm[:120]]
x_test, t_test = x_all[perm[120:]], t_all[perm[120:]]


def softmax(a):
    a = a - a.max(axis=1, keepdims=True)
    return np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)


class TwoLayerNet:
    def __init__(self, n_in, n_hid, n_out):
        self.params = {}
        self.params['W1'] = np.random.randn(n_in, n_hid) / np.sqrt(n_in)
        self.params['b1'] = np.zeros(n_hid)
        self.params['W2'] = np.random.randn(n_hid, n_out) / np.sqrt(n_hid)
        self.params['b2'] = np.zeros(n_out)

    def predict(self, x):
        self.h = np.tanh(x @ self.params['W1'] + self.params['b1'])
        return softmax(self.h @ self.params['W2'] + self.params['b2'])

    def loss(self, x, t):
        return -np.mean(np.sum(t * np.log(self.predict(x) + 1e-7), axis=1))

    # 誤差逆伝播
    def gradient(self, x, t):
        y = self.predict(x)
        dy = (y - t) / len(x)
        dh = dy @ self.params['W2'].T * (1 - self.h ** 2)
        return {'W2': self.h.T @ dy, 'b2': dy.sum(axis=0),
                'W1': x.T @ dh, 'b1': dh.sum(axis=0)}


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def update(self, params, grads):
        if self.v is None:
            self.v = {k: np.zeros_like(p) for k, p in params.items()}
        for k in params:
            self.v[k] = self.momentum * self.v[k] - self.lr * grads[k]
            params[k] += self.v[k]


net = TwoLayerNet(4, 8, 3)
opt = Momentum(lr=0.05)
batch = 20

# 学習
for epoch in range(60):
    idx = np.random.permutation(len(x_train))
    for i in range(0, len(x_train), batch):
        sel = idx[i:i + batch]
        opt.update(net.params, net.gradient(x_train[sel], t_train[sel]))
    if epoch % 10 == 0:
        print(epoch, net.loss(x_train, t_train))

acc = np.mean(net.predict(x_test).argmax(axis=1) == t_test.argmax(axis=1))
print('loss', net.loss(x_train, t_train), 'test acc', acc)
