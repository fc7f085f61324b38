# 大学の課題: 3層ニューラルネットワークでワインを分類する
import numpy as np
from sklearn.datasets import load_wine

np.random.seed(5)

wine = load_wine()
x = wine.data
t = np.eye(3)[wine.target]

# 訓練用とテスト用に分ける
idx = np.random.permutation(len(x))
x_kunren, t_kunren = x[idx[:120]], t[idx[:120]]
x_test, t_test = x[idx[120:]], t[idx[120:]]
heikin, hensa = x_kunren.mean(axis=0), x_kunren.std(axis=0)
x_kunren = (x_kunren - heikin) / hensa
x_test = (x_test - heikin) / hensa


def sigmoid(u):
    return 1 / (1 + np.exp(-np.clip(u, -500, 500)))


def softmax(u):
    e = np.exp(u - np.max(u, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


class Sou:
    """ひとつの層"""

    def __init__(self, nyuuryoku, shutsuryoku, kansuu):
        self.w = np.random.randn(nyuuryoku, shutsuryoku) / np.sqrt(nyuuryoku)
        self.b = np.zeros(shutsuryoku)
        self.kansuu = kansuu

    def junpan(self, x):
        self.x = x
        self.y = self.kansuu(np.dot(x, self.w) + self.b)
        return self.y

    def gyakudenpan(self, delta):
        self.dw = np.dot(self.x.T, delta)
        self.db = np.sum(delta, axis=0)
        return np.dot(delta, self.w.T)

    def koushin(self, eta):
        self.w -= eta * self.dw
        self.b -= eta * self.db


chuukan = Sou(13, 10, sigmoid)
shutsu = Sou(10, 3, softmax)


def yosoku(x):
    return shutsu.junpan(chuukan.junpan(x))


eta = 0.1
for epoch in range(300):
    y = yosoku(x_kunren)
    delta = (y - t_kunren) / len(x_kunren)
    dy = shutsu.gyakudenpan(delta)
    chuukan.gyakudenpan(dy * chuukan.y * (1 - chuukan.y))
    shutsu.koushin(eta)
    chuukan.koushin(eta)
    if epoch % 50 == 0:
        gosa = -np.sum(t_kunren * np.log(y + 1e-7)) / len(y)
        print('epoch', epoch, '誤差', gosa)

seikai = np.argmax(yosoku(x_test), axis=1) == np.argmax(t_test, axis=1)
print('正解率', np.mean(seikai))
