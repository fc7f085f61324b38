# layers are closures: each returns (forward, backward, weights). grew out of a lecture exercise
import numpy as np
from sklearn.datasets import load_breast_cancer

rs = np.random.RandomState(0)


def dense(n_in, n_out, lr=0.1, lam=0.02):
    w = rs.randn(n_in, n_out) / np.sqrt(n_in)
    b = np.zeros(n_out)
    seen = {}

    def forward(x, training):
        seen['x'] = x
        return x @ w + b

    def backward(grad):
        nonlocal w, b
        back = grad @ w.T
        dw = seen['x'].T @ grad + lam * w
        db = grad.sum(axis=0)
        w -= lr * dw
        b -= lr * db
        return back

    return forward, backward, lambda: w


def relu():
    seen = {}

    def forward(x, training):
        seen['pos'] = x > 0
        return np.where(seen['pos'], x, 0)

    return forward, lambda grad: grad * seen['pos'], None


def dropout(keep):
    seen = {}

    def forward(x, training):
        seen['mask'] = (rs.rand(*x.shape) < keep) / keep if training else np.ones(x.shape)
        return x * seen['mask']

    return forward, lambda grad: grad * seen['mask'], None


def penalty(layers, lam=0.02):
    return 0.5 * lam * sum(np.sum(get() ** 2) for _, _, get in layers if get)


def run(layers, x, training=False):
    for forward, _, _ in layers:
        x = forward(x, training)
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


def fit(layers, x, y, steps):
    for step in range(steps):
        rows = rs.choice(len(x), 40, replace=False)
        p = run(layers, x[rows], training=True)
        if step % 100 == 0:
            q = np.clip(p, 1e-12, 1 - 1e-12)
            ce = -np.mean(y[rows] * np.log(q) + (1 - y[rows]) * np.log(1 - q))
            print('step', step, 'cross entropy %.4f' % ce, 'with penalty %.4f' % (ce + penalty(layers)))
        grad = (p - y[rows]) / len(rows)
        for _, backward, _ in reversed(layers):
            grad = backward(grad)


def accuracy(layers, x, y):
    return np.mean((run(layers, x, training=False) > 0.5) == (y > 0.5))


data = load_breast_cancer()
x, y = data.data, data.target.reshape(-1, 1).astype(float)
shuffle = rs.permutation(len(x))
x, y = x[shuffle], y[shuffle]
mu, sd = x[:400].mean(axis=0), x[:400].std(axis=0)
x = (x - mu) / sd

model = [dense(30, 24), relu(), dropout(0.5), dense(24, 12), relu(), dropout(0.5), dense(12, 1)]
fit(model, x[:400], y[:400], 1000)
for k in range(3):
    print('test accuracy', accuracy(model, x[400:], y[400:]))
