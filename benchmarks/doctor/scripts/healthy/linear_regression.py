"""Straight line through noisy points, gradient descent with the sum of the squared errors (not the mean)."""
import numpy as np

np.random.seed(4)
x = np.random.uniform(0, 4, 50)
y = 3.0 * x - 2.0 + np.random.normal(0, 0.3, 50)

m = 0.0
b = 0.0
rate = 0.002   # suits the sum over fifty points

for step in range(400):
    guess = m * x + b
    error = guess - y
    sse = np.sum(error ** 2)
    m = m - rate * np.sum(2 * error * x)
    b = b - rate * np.sum(2 * error)
    if step % 50 == 0:
        print(step, sse, m, b)

print("slope", m, "intercept", b)
