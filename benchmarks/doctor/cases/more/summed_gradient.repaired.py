import numpy as np
from sklearn.datasets import load_wine

LEARN_RATE = 0.5
PASSES = 150

def get_data(limit=None):
    wine = load_wine()
    x = wine.data
    x = (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0)) * 2 - 1
    order = np.random.permutation(x.shape[0])[:limit]
    x = x[order]
    t = np.zeros((x.shape[0], 3))
    for r, label in enumerate(wine.target[order]):
        t[r, label] = 1
    return x, t

def softmax(s):
    s = s - np.max(s, axis=-1)[:, None]
    return np.exp(s) / np.exp(s).sum(axis=-1)[:, None]

def everything(theta, x, t):
    """returns cost, gradients, probabilities, hit rate"""
    W1, W2 = theta
    m = x.shape[0]
    ones = np.ones((m, 1))
    x1 = np.concatenate([ones, x], axis=1)
    s1 = x1 @ W1
    h = np.maximum(s1, 0)
    h1 = np.concatenate([ones, h], axis=1)
    p = softmax(h1 @ W2)
    cost = -np.sum(t * np.log(p + 1e-15)) / m

    d2 = (p - t) / m
    d1 = (d2 @ W2.T)[:, 1:]        # without the bias column
    d1[s1 <= 0] = 0
    g2 = h1.T @ d2
    g1 = x1.T @ d1
    rate = np.mean(p.argmax(1) == t.argmax(1))
    return cost, (g1, g2), p, rate

def check(theta, x, t):
    # not called any more
    eps = 1e-5
    for k, W in enumerate(theta):
        i = tuple(np.random.randint(s) for s in W.shape)
        old = W[i]
        W[i] = old + eps
        up = everything(theta, x, t)[0]
        W[i] = old - eps
        down = everything(theta, x, t)[0]
        W[i] = old
        print(k, i, (up - down) / (2 * eps), everything(theta, x, t)[1][k][i])

x, t = get_data()
#x, t = get_data(10)
theta = [np.random.randn(14, 16) * 0.3, np.random.randn(17, 3) * 0.3]
info = {'cost': [], 'accuracy': []}

for n in range(PASSES):
    cost, grads, p, rate = everything(theta, x, t)
    for W, g in zip(theta, grads):
        W -= LEARN_RATE * g
    info['cost'].append(cost)
    info['accuracy'].append(rate)
    if n % 10 == 0:
        print("%3d %10.5f %.3f" % (n, cost, rate))

print("largest weight", max(np.abs(W).max() for W in theta))
