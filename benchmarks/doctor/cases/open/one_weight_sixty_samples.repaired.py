import numpy as np

np.random.seed(seed=13)

n_samples = 60
x = np.random.uniform(0, 1, n_samples)


def f(x):
    return x * 2


jitter = np.random.randn(n_samples) * 0.2
t = f(x) + jitter


def model(x, w):
    return x * w


def cost(y, t):
    return ((t - y) ** 2).sum()


def gradient(w, x, t):
    return 2 * x * (model(x, w) - t)


def change_of_w(w_now, x, t, learning_rate):
    return learning_rate * gradient(w_now, x, t).mean()


w = 0.1
learning_rate = 0.1
n_iterations = 90

path = [(w, cost(model(x, w), t))]
for i in range(n_iterations):
    change = change_of_w(w, x, t, learning_rate)
    w = w - change
    path.append((w, cost(model(x, w), t)))

for i in range(0, len(path), 3):
    print('w({}): {:.4f} \t cost: {:.4f}'.format(i, path[i][0], path[i][1]))
