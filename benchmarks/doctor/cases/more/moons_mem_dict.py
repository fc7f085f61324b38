# NN with 2 hidden layers on make_moons
# Sources: 3b1b + nnfs book chapter 1-6 + my own brain
# Problem: cost goes to a value and then up and down, accuracy is worse than my logistic regression (0.87)
from sklearn.datasets import make_moons
import numpy as np


def sigma(t):
    return 1 / (1 + np.exp(-t))


def sigma_prime(t):
    return t * (1 - t)


def init(neurons):
    pars = {}
    for l in range(1, len(neurons)):
        pars["w%d" % l] = np.random.randn(neurons[l - 1], neurons[l]) * 1.5 / np.sqrt(neurons[l - 1])
        pars["b%d" % l] = np.zeros((1, neurons[l]))
    return pars


def forward(x, pars):
    mem = {"a0": x}
    L = len(pars) // 2
    for l in range(1, L + 1):
        mem["z%d" % l] = np.dot(mem["a%d" % (l - 1)], pars["w%d" % l]) + pars["b%d" % l]
        mem["a%d" % l] = sigma(mem["z%d" % l])
    return mem["a%d" % L], mem


def backward(y, pars, mem):
    L = len(pars) // 2
    n = y.shape[0]
    grads = {}
    # bce + sigmoid -> simple difference
    d = (mem["a%d" % L] - y) / n
    for l in range(L, 0, -1):
        grads["w%d" % l] = np.dot(mem["a%d" % (l - 1)].T, d)
        grads["b%d" % l] = np.sum(d, axis=0, keepdims=True)
        if l > 1:
            d = np.dot(d, pars["w%d" % l].T) * sigma_prime(mem["z%d" % (l - 1)])
    return grads


def bce(p, y):
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def accuracy(p, y):
    return float(np.mean((p > 0.5) == (y > 0.5)))


def batches(x, y, size):
    order = np.random.permutation(len(x))
    for start in range(0, len(x), size):
        pick = order[start:start + size]
        yield x[pick], y[pick]


def train(x, y, xv, yv, neurons, rate=0.8, epochs=250, size=25):
    pars = init(neurons)
    cost_list, acc_list = [], []
    for ep in range(epochs):
        for xb, yb in batches(x, y, size):
            _, mem = forward(xb, pars)
            g = backward(yb, pars, mem)
            for k in pars:
                pars[k] -= rate * g[k]
        cost_list.append(bce(forward(x, pars)[0], y))
        acc_list.append(accuracy(forward(xv, pars)[0], yv))
        if ep % 25 == 0:
            print("epoch", ep, "cost", round(cost_list[-1], 4), "val acc", round(acc_list[-1], 3))
    return pars, cost_list, acc_list


x, y = make_moons(n_samples=400, noise=0.15)
y = y.reshape(-1, 1)
x_train, y_train = x[:300], y[:300]
x_val, y_val = x[300:], y[300:]
mean, std = x_train.mean(axis=0), x_train.std(axis=0)
x_train = (x_train - mean) / std
x_val = (x_val - mean) / std

# for h in (4, 8, 16):
#     train(x_train, y_train, x_val, y_val, [2, h, h, 1])

pars, cost_list, acc_list = train(x_train, y_train, x_val, y_val, [2, 8, 8, 1])
p_val, _ = forward(x_val, pars)

print("FINAL cost", cost_list[-1], "val acc", acc_list[-1])
tp = np.sum((p_val > 0.5) & (y_val == 1))
fp = np.sum((p_val > 0.5) & (y_val == 0))
fn = np.sum((p_val <= 0.5) & (y_val == 1))
tn = np.sum((p_val <= 0.5) & (y_val == 0))
print("tp %d fp %d fn %d tn %d" % (tp, fp, fn, tn))
