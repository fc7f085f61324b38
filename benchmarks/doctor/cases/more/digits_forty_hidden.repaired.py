# Digit classifier: 64 inputs -> 40 sigmoid -> 10 softmax
import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
x = digits.data / 16.0
y = digits.target

order = np.random.permutation(len(x))
x, y = x[order], y[order]
x_train, y_train, x_test, y_test = x[:1400], y[:1400], x[1400:], y[1400:]


def encode(labels):
    table = np.zeros((len(labels), 10))
    for row, label in enumerate(labels):
        table[row][label] = 1
    return table


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def softmax(v):
    v = np.exp(v - np.max(v, axis=1, keepdims=True))
    return v / np.sum(v, axis=1, keepdims=True)


w_hidden = np.random.randn(64, 40) * 0.1
b_hidden = np.zeros(40)
w_out = np.random.randn(40, 10) * 0.1
b_out = np.zeros(10)

target = encode(y_train)
rate = 0.5
for epoch in range(25):
    perm = np.random.permutation(len(x_train))
    total = 0
    for start in range(0, len(perm), 50):
        rows = perm[start:start + 50]
        inp, t = x_train[rows], target[rows]
        hid = sigmoid(inp.dot(w_hidden) + b_hidden)
        out = softmax(hid.dot(w_out) + b_out)
        total -= np.sum(t * np.log(out + 1e-9))

        d_out = (out - t) / len(rows)
        d_hid = d_out.dot(w_out.T) * hid * (1 - hid)
        w_out -= rate * hid.T.dot(d_out)
        b_out -= rate * d_out.sum(axis=0)
        w_hidden -= rate * inp.T.dot(d_hid)
        b_hidden -= rate * d_hid.sum(axis=0)
    guess = softmax(sigmoid(x_test.dot(w_hidden) + b_hidden).dot(w_out) + b_out).argmax(axis=1)
    if epoch % 4 == 0:
        print('epoch', epoch, 'loss', total / len(x_train), 'test accuracy', np.mean(guess == y_test))

print(guess[:20])
print(y_test[:20])
