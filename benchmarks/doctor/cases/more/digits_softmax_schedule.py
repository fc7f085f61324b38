import numpy as np
from sklearn.datasets import load_digits

imgs, labs = load_digits(return_X_y=True)
imgs = np.hstack([imgs / 16.0, np.ones((len(imgs), 1))])
mix = np.random.permutation(len(imgs))
imgs, labs = imgs[mix], labs[mix]
n_train = 1400
train_x, train_y = imgs[:n_train], labs[:n_train]
valid_x, valid_y = imgs[n_train:], labs[n_train:]


def batches(x, y, size):
    order = np.random.permutation(len(x))
    for lo in range(0, len(x), size):
        take = order[lo:lo + size]
        yield x[take], y[take]


def probs(x, W):
    s = x @ W
    s -= s.max(axis=1, keepdims=True)
    return np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)


def nll(x, y, W):
    return -np.log(probs(x, W)[range(len(y)), y]).mean()


W = 0.01 * np.random.randn(65, 10)
lr, decay = 0.05, 0.95

for epoch in range(40):
    for bx, by in batches(train_x, train_y, 28):
        g = probs(bx, W)
        g[range(len(by)), by] -= 1
        W -= lr * bx.T @ g / len(by)
        lr *= decay
    hits = probs(valid_x, W).argmax(axis=1) == valid_y
    if epoch % 5 == 0:
        print(f'epoch {epoch}: train nll {nll(train_x, train_y, W):.4f} valid acc {hits.mean():.4f}')

print('final', nll(train_x, train_y, W), hits.mean())
