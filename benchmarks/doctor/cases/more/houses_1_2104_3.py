import numpy as np
# import pandas as pd
# import matplotlib.pyplot as plt

# multiple linear regression from scratch
# the first column is for the intercept
x = np.array([[1, 2104, 3],
              [1, 1600, 3],
              [1, 2400, 3],
              [1, 1416, 2],
              [1, 3000, 4],
              [1, 1985, 4],
              [1, 1534, 3],
              [1, 1427, 3],
              [1, 1380, 3],
              [1, 1494, 3]], dtype=float)

y = np.array([399900, 329900, 369000, 232000, 539900, 299900, 314900, 198999, 212000, 242500]) / 1000.0


def cost_function(x, y, b, m1, m2):
    N = len(x)
    total = 0
    for i in range(0, N):
        total += (y[i] - (m1 * x[i, 1] + m2 * x[i, 2] + b)) ** 2
    return total / (2 * N)


def gradient_runner(x, y, altha, b, theta1, theta2):
    initial_m1 = 0
    initial_m2 = 0
    initial_b = 0
    N = len(x)
    for i in range(0, len(y)):
        x0 = x[i, 0]
        x1 = x[i, 1]
        x2 = x[i, 2]
        yi = y[i]

        h_theta = (theta1 * x1 + theta2 * x2 + b)

        initial_b += -(1 / N) * x0 * (yi - h_theta)
        initial_m1 += -(1 / N) * x1 * (yi - h_theta)
        initial_m2 += -(1 / N) * x2 * (yi - h_theta)

    new_b = b - (altha * initial_b)
    new_m1 = theta1 - (altha * initial_m1)
    new_m2 = theta2 - (altha * initial_m2)
    return new_b, new_m1, new_m2


def fit(x, y, alpha, iteration, b, m1, m2):
    for i in range(0, iteration):
        b, m1, m2 = gradient_runner(x, y, alpha, b, m1, m2)
        if i % 300 == 0:
            print(i, b, m1, m2, cost_function(x, y, b, m1, m2))
    return b, m1, m2


features = x.copy()
b, m1, m2 = fit(features, y, 0.01, 1500, 0, 0, 0)
print("intercept", b, "slopes", m1, m2)
predicted = m1 * features[:, 1] + m2 * features[:, 2] + b
print(predicted)
