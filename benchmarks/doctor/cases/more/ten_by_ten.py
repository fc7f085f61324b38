import numpy as np
from sklearn.datasets import load_digits

np.random.seed(42)
imgs, nums = load_digits(return_X_y=True)
imgs = imgs / 16

w_in = np.random.randn(64, 10) * 0.2
b_in = np.zeros(10)
w_out = np.random.randn(10, 10) * 0.3
b_out = np.zeros(10)

batch = 10
rate = 0.1


def relu(z, deriv=False):
    if deriv:
        return z > 0
    return np.maximum(z, 0)


def softmax(y):
    ex = np.exp(y - np.max(y))
    return ex / ex.sum(axis=1, keepdims=True)


def to_onehot(y):
    z = np.zeros((len(y), 10))
    for i in range(len(y)):
        z[i][y[i]] = 1
    return z


def forward(x):
    z1 = x.dot(w_in) + b_in
    a1 = relu(z1)
    z2 = a1.dot(w_out) + b_out
    a2 = softmax(z2)
    return z1, a1, z2, a2


def loss(p, y):
    return -np.mean(np.sum(to_onehot(y) * np.log(p + 1e-12), axis=1))


def backward(x, y, z1, a1, a2):
    d2 = (a2 - to_onehot(y)) / len(x)
    dw_out = d2.T.dot(a1)
    db_out = d2.sum(axis=1)
    d1 = d2.dot(w_out.T) * relu(z1, True)
    dw_in = x.T.dot(d1)
    db_in = d1.sum(axis=0)
    return dw_in, db_in, dw_out, db_out


def accuracy(x, y):
    return np.sum(forward(x)[3].argmax(axis=1) == y) / len(y)


train_x, train_y = imgs[:1500], nums[:1500]
check_x, check_y = imgs[1500:], nums[1500:]

for epoch in range(15):
    order = np.random.permutation(len(train_x))
    total = 0
    for start in range(0, len(train_x), batch):
        pick = order[start:start + batch]
        x, y = train_x[pick], train_y[pick]
        z1, a1, z2, a2 = forward(x)
        total += loss(a2, y)
        dw_in, db_in, dw_out, db_out = backward(x, y, z1, a1, a2)
        w_in -= rate * dw_in
        b_in -= rate * db_in
        w_out -= rate * dw_out
        b_out -= rate * db_out
    print(epoch, "loss", total / (len(train_x) / batch), "acc", accuracy(check_x, check_y))
