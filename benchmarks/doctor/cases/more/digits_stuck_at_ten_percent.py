import numpy as np
from sklearn.datasets import load_digits

data = load_digits()
x_all, y_all = data.data * 16, data.target      # 0..255 like the big MNIST
cut = 1400
x_train, y_train = x_all[:cut], y_all[:cut]
x_test, y_test = x_all[cut:], y_all[cut:]

w_in = np.random.randn(64, 32)
b_in = np.random.randn(32)
w_out = np.random.randn(32, 10)
b_out = np.random.randn(10)


def act_relu(z, deriv=False):
    if deriv:
        return z > 0
    return np.maximum(z, 0)


def act_softmax(y):
    ex = np.exp(y - np.max(y, axis=1, keepdims=True))
    return ex / ex.sum(axis=0, keepdims=True)


def to_onehot(y):
    z = np.zeros((len(y), 10))
    for i in range(len(y)):
        z[i][y[i]] = 1
    return z


def forward_pass(x):
    z1 = x.dot(w_in) + b_in
    a1 = act_relu(z1)
    z2 = a1.dot(w_out) + b_out
    a2 = act_softmax(z2)
    return z1, a1, z2, a2


def accuracy(x, y):
    return np.mean(np.argmax(forward_pass(x)[3], axis=1) == y)


def backward_pass(x, y, lr):
    global w_in, b_in, w_out, b_out
    z1, a1, z2, a2 = forward_pass(x)
    m = len(x)
    dz2 = a2 - to_onehot(y)
    dw2 = a1.T.dot(dz2) / m
    db2 = np.sum(dz2) / m
    dz1 = dz2.dot(w_out.T) * act_relu(z1, deriv=True)
    dw1 = x.T.dot(dz1) / m
    db1 = np.sum(dz1) / m
    w_in -= lr * dw1
    b_in -= lr * db1
    w_out -= lr * dw2
    b_out -= lr * db2


epochs = 40
batch = 50
for ep in range(epochs):
    order = np.random.permutation(cut)
    for s in range(0, cut, batch):
        idx = order[s:s + batch]
        backward_pass(x_train[idx], y_train[idx], 0.1)
    if ep % 5 == 0:
        print(ep, 'train', accuracy(x_train, y_train), 'test', accuracy(x_test, y_test))
print('final', accuracy(x_test, y_test))
