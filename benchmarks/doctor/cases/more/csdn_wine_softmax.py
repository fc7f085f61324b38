# -*- coding: utf-8 -*-
# softmax 回归 / 三层网络, 葡萄酒数据
import numpy as np
from sklearn.datasets import load_wine

np.random.seed(10)
wine = load_wine()
perm = np.random.permutation(len(wine.target))
x = wine.data[perm]
y = wine.target[perm]

# 训练集 / 测试集
x_tr, y_tr = x[:130], y[:130]
x_te, y_te = x[130:], y[130:]
onehot = np.zeros((130, 3))
onehot[np.arange(130), y_tr] = 1


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e, axis=0)


# 初始化参数
W1 = np.random.randn(13, 10) * 0.1
b1 = np.zeros((1, 10))
W2 = np.random.randn(10, 3) * 0.1
b2 = np.zeros((1, 3))
lr = 0.1

for epoch in range(500):
    # 前向
    h = np.tanh(np.dot(x_tr, W1) + b1)
    p = softmax(np.dot(h, W2) + b2)
    loss = -np.sum(onehot * np.log(p + 1e-8)) / 130

    # 反向
    dz2 = (p - onehot) / 130
    W2 -= lr * np.dot(h.T, dz2)
    b2 -= lr * np.sum(dz2, axis=0, keepdims=True)
    dh = np.dot(dz2, W2.T) * (1 - h ** 2)
    W1 -= lr * np.dot(x_tr.T, dh)
    b1 -= lr * np.sum(dh, axis=0, keepdims=True)

    if epoch % 100 == 0:
        print('第%d轮 loss=%.4f' % (epoch, loss))

h_te = np.tanh(np.dot(x_te, W1) + b1)
pred = np.argmax(np.dot(h_te, W2) + b2, axis=1)
print('测试准确率', np.mean(pred == y_te))
