import numpy as np
from sklearn.datasets import load_digits

np.random.seed(77)
X, labels = load_digits(return_X_y=True)
X = X / 16
Y = np.eye(10)[labels]
split = 1300
xtr, ytr, ltr = X[:split], Y[:split], labels[:split]
xte, lte = X[split:], labels[split:]


def build(n_in, n_hid, n_out):
    W1 = np.random.rand(n_in, n_hid)
    W2 = np.random.rand(n_hid, n_out)
    b1 = np.zeros(n_hid)
    b2 = np.zeros(n_out)

    sigm = lambda v: 1 / (1 + np.exp(-v))

    def soft(v):
        v = np.exp(v - v.max(1)[:, None])
        return v / v.sum(1)[:, None]

    def run(x):
        h = sigm(x.dot(W1) + b1)
        return h, soft(h.dot(W2) + b2)

    def train(x, y, rate):
        nonlocal W1, W2, b1, b2
        h, p = run(x)
        err = p - y
        gW2 = h.T.dot(err)
        gb2 = err.sum(0)
        back = err.dot(W2.T) * h * (1 - h)
        gW1 = x.T.dot(back)
        gb1 = back.sum(0)
        W2 = W2 - rate * gW2
        b2 = b2 - rate * gb2
        W1 = W1 - rate * gW1
        b1 = b1 - rate * gb1
        return -np.mean(np.sum(y * np.log(p + 1e-12), axis=1))

    return run, train


run, train = build(64, 32, 10)
for it in range(601):
    loss = train(xtr, ytr, 0.8)
    if it % 60 == 0:
        acc = (run(xte)[1].argmax(1) == lte).mean()
        print(it, 'loss', round(float(loss), 4), 'test acc', round(float(acc), 4))
