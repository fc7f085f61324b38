import numpy as np

np.random.seed(seed=13)

nb_of_samples = 60
x = np.random.uniform(0, 1, nb_of_samples)


def f(x):
    return x * 2


noise = np.random.randn(nb_of_samples) * 0.2
t = f(x) + noise


def nn(x, w):
    return x * w


def cost(y, t):
    return ((t - y) ** 2).sum()


def gradient(w, x, t):
    return 2 * x * (nn(x, w) - t)


def delta_w(w_k, x, t, learning_rate):
    return learning_rate * gradient(w_k, x, t).sum()


w = 0.1
learning_rate = 0.1
nb_of_iterations = 30

w_cost = [(w, cost(nn(x, w), t))]
for i in range(nb_of_iterations):
    dw = delta_w(w, x, t, learning_rate)
    w = w - dw
    w_cost.append((w, cost(nn(x, w), t)))

for i in range(0, len(w_cost), 3):
    print('w({}): {:.4f} \t cost: {:.4f}'.format(i, w_cost[i][0], w_cost[i][1]))
