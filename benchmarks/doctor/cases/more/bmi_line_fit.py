import numpy as np
from sklearn.datasets import load_diabetes

data = load_diabetes()
x = data.data[:, 2:3] / data.data[:, 2].std()
y = (data.target - data.target.mean()) / data.target.std() + 2
N = y.shape[0]


def initialize():
    w = np.random.rand(1)
    b = 0.0
    return w, b


def cost(w, b):
    c = np.sum((w * x + b - y) ** 2) / (2 * N)
    return c


def fit(x, y, lr=0.01, n_iter=1000):
    w, b = initialize()
    cost_ = []
    for _ in range(n_iter):
        error = w * x + b - y
        dw = np.mean(error * x)
        db = np.mean(error)
        w = w - lr * dw
        b = b - lr * db
        cost_.append(cost(w, b))
    return w, b, cost_


w, b, cost_ = fit(x, y, lr=0.05, n_iter=800)

print('w = ', w, 'b = ', b)
print('first cost', cost_[0], 'final cost', cost_[-1])
