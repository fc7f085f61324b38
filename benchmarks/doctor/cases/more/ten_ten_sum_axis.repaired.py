import numpy as np
from sklearn.datasets import load_digits

# no mnist here at work so the small digits from sklearn
data = load_digits()
X = data.data / 16.0
Y = data.target

np.random.seed(2)
idx = np.random.permutation(len(X))
X_train, Y_train = X[idx[:1400]], Y[idx[:1400]]
X_test, Y_test = X[idx[1400:]], Y[idx[1400:]]

w_in = np.random.randn(64, 10) * np.sqrt(2 / 64)
b_in = np.zeros(10)
w_out = np.random.randn(10, 10) * np.sqrt(2 / 10)
b_out = np.zeros(10)


def act_relu(z, deriv=False):
    if deriv:
        return z > 0
    return np.maximum(z, 0)


def act_softmax(y):
    ex = np.exp(y - np.max(y, axis=1, keepdims=True))
    return ex / ex.sum(axis=1, keepdims=True)


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
    _, _, _, a2 = forward_pass(x)
    return np.mean(np.argmax(a2, axis=1) == y)


def back_pass(x, y, z1, a1, a2):
    m = len(x)
    e2 = (a2 - to_onehot(y)) / m
    dw_out = a1.T.dot(e2)
    db_out = np.sum(e2, axis=0)
    e1 = e2.dot(w_out.T) * act_relu(z1, deriv=True)
    dw_in = x.T.dot(e1)
    db_in = np.sum(e1, axis=0)
    return dw_in, db_in, dw_out, db_out


alpha = 0.1
batch = 10

for epoch in range(20):
    perm = np.random.permutation(len(X_train))
    for start in range(0, len(X_train), batch):
        rows = perm[start:start + batch]
        x, y = X_train[rows], Y_train[rows]
        z1, a1, z2, a2 = forward_pass(x)
        dw_in, db_in, dw_out, db_out = back_pass(x, y, z1, a1, a2)
        w_in -= alpha * dw_in
        b_in -= alpha * db_in
        w_out -= alpha * dw_out
        b_out -= alpha * db_out
    print("epoch", epoch, "train", accuracy(X_train, Y_train), "test", accuracy(X_test, Y_test))
