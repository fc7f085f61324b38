import numpy as np
from collections import OrderedDict
from sklearn.datasets import load_digits


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.dW = np.zeros_like(W)
        self.db = np.zeros_like(b)

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        dx = np.dot(dout, self.W.T)
        self.dW += np.dot(self.x.T, dout)
        self.db += np.sum(dout, axis=0)
        return dx


class Relu:
    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0
        return dout


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t
        x = x - np.max(x, axis=1, keepdims=True)
        self.y = np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)
        # 交叉熵误差
        return -np.sum(t * np.log(self.y + 1e-7)) / len(t)

    def backward(self, dout=1):
        return self.y - self.t


class ThreeLayerNet:
    def __init__(self, sizes):
        self.layers = OrderedDict()
        for i in range(len(sizes) - 1):
            W = np.random.randn(sizes[i], sizes[i+1]) * np.sqrt(2.0 / sizes[i])
            self.layers['Affine%d' % (i+1)] = Affine(W, np.zeros(sizes[i+1]))
            if i < len(sizes) - 2:
                self.layers['Relu%d' % (i+1)] = Relu()
        self.last = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def accuracy(self, x, t):
        return np.mean(np.argmax(self.predict(x), axis=1) == np.argmax(t, axis=1))

    def step(self, x, t, lr):
        loss = self.last.forward(self.predict(x), t)
        # 反向传播
        dout = self.last.backward()
        for layer in reversed(list(self.layers.values())):
            dout = layer.backward(dout)
        # 更新参数
        for name, layer in self.layers.items():
            if name.startswith('Affine'):
                layer.W -= lr * layer.dW
                layer.b -= lr * layer.db
        return loss


# 数据
digits = load_digits()
x, t = digits.data / 16.0, np.eye(10)[digits.target]
x_train, t_train, x_test, t_test = x[:1500], t[:1500], x[1500:], t[1500:]

net = ThreeLayerNet([64, 50, 30, 10])
batch_size = 50
for epoch in range(15):
    # 每个 epoch 打乱
    np.random.shuffle(x_train)
    losses = []
    for k in range(0, len(x_train), batch_size):
        losses.append(net.step(x_train[k:k+batch_size], t_train[k:k+batch_size], 0.1))
    print('epoch %2d  loss %.4f  训练 %.3f  测试 %.3f' % (epoch, np.mean(losses),
          net.accuracy(x_train, t_train), net.accuracy(x_test, t_test)))
