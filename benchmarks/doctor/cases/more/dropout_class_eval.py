import numpy as np
from sklearn.datasets import load_digits

np.random.seed(3)


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x, train_flg=True):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.W.T)


class Relu:
    def forward(self, x, train_flg=True):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0
        return dout


class Dropout:
    def __init__(self, ratio=0.5):
        self.ratio = ratio
        self.mask = None

    def forward(self, x, train_flg=True):
        if train_flg:
            self.mask = np.random.rand(*x.shape) > self.ratio
            return x * self.mask
        else:
            return x * (1.0 - self.ratio)

    def backward(self, dout):
        return dout * self.mask


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t
        x = x - np.max(x, axis=1, keepdims=True)
        self.y = np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)
        return -np.sum(t * np.log(self.y + 1e-7)) / len(t)

    def backward(self):
        return (self.y - self.t) / len(self.t)


class MultiLayerNet:
    def __init__(self, sizes, ratio):
        self.layers = []
        for i in range(len(sizes) - 1):
            W = np.random.randn(sizes[i], sizes[i + 1]) * np.sqrt(2 / sizes[i])
            self.layers.append(Affine(W, np.zeros(sizes[i + 1])))
            if i < len(sizes) - 2:
                self.layers.append(Relu())
                self.layers.append(Dropout(ratio))
        self.last = SoftmaxWithLoss()

    def predict(self, x, train_flg=True):
        for layer in self.layers:
            x = layer.forward(x, train_flg)
        return x

    def loss(self, x, t):
        return self.last.forward(self.predict(x, train_flg=True), t)

    def accuracy(self, x, t):
        y = np.argmax(self.predict(x), axis=1)
        return np.sum(y == np.argmax(t, axis=1)) / float(x.shape[0])

    def train_step(self, x, t, lr):
        loss = self.loss(x, t)
        dout = self.last.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        for layer in self.layers:
            if isinstance(layer, Affine):
                layer.W -= lr * layer.dW
                layer.b -= lr * layer.db
        return loss


digits = load_digits()
order = np.random.permutation(1797)
x_all = digits.data[order] / 16
t_all = np.eye(10)[digits.target[order]]
x_train, t_train = x_all[:1400], t_all[:1400]
x_test, t_test = x_all[1400:], t_all[1400:]

network = MultiLayerNet([64, 60, 40, 10], ratio=0.5)
iters_num = 1500
batch_size = 100
train_loss_list = []

for i in range(iters_num):
    batch_mask = np.random.choice(1400, batch_size)
    loss = network.train_step(x_train[batch_mask], t_train[batch_mask], 0.2)
    train_loss_list.append(loss)
    if i % 250 == 249:
        print(i + 1, "loss %.3f" % loss, "train acc %.3f" % network.accuracy(x_train, t_train), "test acc %.3f" % network.accuracy(x_test, t_test))
