import copy

import numpy as np

np.random.seed(2)


def numerical_gradient(f, x):
    delta_x = 1e-4
    gradient = np.zeros_like(x)  # Return an array of zeros with the same shape

    for i in range(x.size):
        _x1 = copy.deepcopy(x)
        _x1[i] = x[i] + delta_x
        _y1 = f(_x1)  # f(x + delta_x)

        _x2 = copy.deepcopy(x)
        _x2[i] = x[i] - delta_x
        _y2 = f(_x2)  # f(x - delta_x)

        gradient[i] = (_y1 - _y2) / (delta_x * 2)
    return gradient


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x
    x_history = []
    for i in range(step_num):
        x_history.append(x.copy())
        grad = numerical_gradient(f, x)
        for j in range(x.size):
            x[j] = x[j] - lr * grad[j]
        if i % 50 == 0:
            print("step", i, "f =", f(x), "x =", x)
    return x, np.array(x_history)


# distance of the brake track: d = p0 + p1 v + p2 v^2, speeds in 10 km/h
v = np.linspace(0.5, 3.0, 40)
d = 0.4 + 1.1 * v + 2.3 * v ** 2 + 0.05 * np.random.randn(40)


def f(p):
    return np.mean((p[0] + p[1] * v + p[2] * v ** 2 - d) ** 2)


p, history = gradient_descent(f, np.array([3.0, 0.0, 1.0]), lr=0.02, step_num=2000)
print("p =", p)
print("mean squared error", f(p))
