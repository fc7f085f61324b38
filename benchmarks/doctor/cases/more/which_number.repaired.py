"""My first network: 8x8 image in, number out."""
import numpy as np
from sklearn.datasets import load_digits

imgs, nums = load_digits(return_X_y=True)
imgs = imgs / 16.0
y = np.eye(10)[nums]

rng = np.random.default_rng(3)
perm = rng.permutation(len(imgs))
train, test = perm[:1300], perm[1300:]

N_IN, N_HID, N_OUT = 64, 40, 10
w1 = rng.normal(0, 1 / np.sqrt(N_IN), (N_IN, N_HID))
b1 = np.zeros((1, N_HID))
w2 = rng.normal(0, 1 / np.sqrt(N_HID), (N_HID, N_OUT))
b2 = np.zeros((1, N_OUT))

eta = 0.05


def predict(x):
    hidden = np.tanh(x @ w1 + b1)
    return hidden, hidden @ w2 + b2


def to_number(out):
    return np.argmax(out, axis=1)


for epoch in range(40):
    rng.shuffle(train)
    for k in range(0, len(train), 20):
        x_, y_ = imgs[train[k:k + 20]], y[train[k:k + 20]]
        hidden, out = predict(x_)
        g = (out - y_) / len(x_)
        gh = g @ w2.T * (1 - hidden ** 2)
        w2 -= eta * hidden.T @ g
        b2 -= eta * g.sum(axis=0, keepdims=True)
        w1 -= eta * x_.T @ gh
        b1 -= eta * gh.sum(axis=0, keepdims=True)
    if epoch % 4 == 3:
        out = predict(imgs[train])[1]
        print('epoch', epoch + 1, 'mse', np.mean((out - y[train]) ** 2),
              'test accuracy', np.mean(to_number(predict(imgs[test])[1]) == nums[test]))
