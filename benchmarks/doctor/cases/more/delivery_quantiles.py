import numpy as np

# How long will a delivery take at most? 90 % quantile by pinball loss

np.random.seed(31)
n = 600
distance = np.random.uniform(0, 10, n)
minutes = 10 + 4 * distance + np.random.exponential(2 + distance, n)

x = ((distance - distance.mean()) / distance.std()).reshape(-1, 1)
scale = minutes.std()
y = ((minutes - minutes.mean()) / scale).reshape(-1, 1)

quantiles = np.array([[0.1, 0.5, 0.9]])
A = np.random.randn(1, 20)
a = np.random.randn(1, 20)
B = np.random.randn(20, 3) / np.sqrt(20)
b = np.zeros((1, 3))


def predict(x):
    h = np.tanh(x @ A + a)
    return h, h @ B + b


def pinball(q, y):
    diff = y - q
    return np.mean(np.maximum(quantiles * diff, (quantiles - 1) * diff))


lr = 0.3
for it in range(1500):
    h, q = predict(x)
    slope = np.where(y > q, -quantiles, 1 - quantiles) / q.size
    d_h = (slope @ B.T) * (1 - h ** 2)
    B -= lr * h.T @ slope
    b -= lr * slope.sum(axis=0, keepdims=True)
    A -= lr * x.T @ d_h
    a -= lr * d_h.sum(axis=0, keepdims=True)
    if it % 150 == 0:
        print('it', it, 'loss', pinball(q, y), 'share below', np.mean(y < q, axis=0).round(3))
