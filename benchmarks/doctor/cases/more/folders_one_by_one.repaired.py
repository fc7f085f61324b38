import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()

# one folder per digit on my disk, read one after the other
x, labels = [], []
for k in range(10):
    for img in digits.images[digits.target == k]:
        x.append(img.ravel() / 16)
        labels.append(k)
x = np.array(x)
labels = np.array(labels)

n_hidden = 24
params = dict(
    w0=np.random.randn(64, n_hidden) / 6,
    b0=np.zeros(n_hidden),
    w1=np.random.randn(n_hidden, 10) / np.sqrt(n_hidden),
    b1=np.zeros(10),
)


def predict(p, x):
    h = np.maximum(x @ p['w0'] + p['b0'], 0)
    s = h @ p['w1'] + p['b1']
    s = np.exp(s - s.max(1, keepdims=True))
    return h, s / s.sum(1, keepdims=True)


def gradients(p, x, y):
    h, out = predict(p, x)
    d = out.copy()
    d[np.arange(len(y)), y] -= 1
    d /= len(y)
    dh = (d @ p['w1'].T) * (h > 0)
    return dict(w0=x.T @ dh, b0=dh.sum(0), w1=h.T @ d, b1=d.sum(0))


def get_batches(x, y, size):
    order = np.random.permutation(len(x))
    x, y = x[order], y[order]
    for start in range(0, len(x), size):
        yield x[start:start + size], y[start:start + size]


for epoch in range(15):
    for xb, yb in get_batches(x, labels, 10):
        g = gradients(params, xb, yb)
        for name in params:
            params[name] -= 0.2 * g[name]
    _, out = predict(params, x)
    guess = out.argmax(1)
    per_class = [round(np.mean(guess[labels == k] == k), 2) for k in range(10)]
    print(epoch, 'accuracy', np.mean(guess == labels), per_class)
