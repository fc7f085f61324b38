import numpy as np
from sklearn.datasets import load_digits


class FullConnectLayer(object):
    """
    fully connected layer
    """
    def __init__(self, n_in, n_out):
        self.n_in = n_in
        self.n_out = n_out
        self.w = np.random.normal(0, 0.01, (self.n_in, self.n_out))
        self.b = np.zeros(self.n_out)

    def forward(self, input):
        self.input = input
        self.output = np.matmul(input, self.w) + self.b
        return self.output

    def backward(self, top_d):
        self.d_w = np.dot(self.input.T, top_d)
        self.d_b = np.sum(top_d, axis=0)
        bottom_d = np.dot(top_d, self.w.T)
        return bottom_d

    def update(self, lr):
        self.w = self.w - lr * self.d_w
        self.b = self.b - lr * self.d_b


class Relulayer(object):
    """
    Relu activation
    """
    def __init__(self):
        return

    def forward(self, input):
        self.input = input
        output = np.maximum(0, input)
        return output

    def backward(self, top_d):
        bottom_d = top_d
        bottom_d[self.input < 0] = 0
        return bottom_d


class SoftmaxLossLayer(object):
    """
    softmax output
    """
    def forward(self, input):
        input_max = np.max(input, axis=1, keepdims=True)
        input_exp = np.exp(input - input_max)
        self.y_pred = input_exp / np.sum(input_exp, axis=1, keepdims=True)
        return self.y_pred

    def get_loss(self, y_true):
        self.out_num = self.y_pred.shape[0]
        self.onehot = np.zeros_like(self.y_pred)
        self.onehot[np.arange(self.out_num), y_true] = 1.0
        loss = -np.sum(np.log(self.y_pred + 1e-12) * self.onehot) / self.out_num
        return loss

    def backward(self):
        return (self.y_pred - self.onehot) / self.out_num


class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            self.layers.append(FullConnectLayer(sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                self.layers.append(Relulayer())
        self.softmax = SoftmaxLossLayer()

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return self.softmax.forward(x)

    def backward(self):
        d = self.softmax.backward()
        for layer in self.layers[::-1]:
            d = layer.backward(d)

    def update(self, lr):
        for layer in self.layers:
            if isinstance(layer, FullConnectLayer):
                layer.update(lr)


digits = load_digits()
x = digits.data / 16.0
y = digits.target
idx = np.random.permutation(len(x))
x, y = x[idx], y[idx]
x_train, y_train, x_test, y_test = x[:1400], y[:1400], x[1400:], y[1400:]

lr = 0.05
batch_size = 50
max_epoch = 20

mlp = MLP([64, 64, 32, 32, 10])
for epoch in range(max_epoch):
    order = np.random.permutation(len(x_train))
    losses = []
    for k in range(0, len(x_train), batch_size):
        rows = order[k:k + batch_size]
        mlp.forward(x_train[rows])
        losses.append(mlp.softmax.get_loss(y_train[rows]))
        mlp.backward()
        mlp.update(lr)
    pred = np.argmax(mlp.forward(x_test), axis=1)
    print('Epoch %d, loss: %.4f, test accuracy: %.4f' % (epoch, np.mean(losses), np.mean(pred == y_test)))
