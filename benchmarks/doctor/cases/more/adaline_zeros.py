import numpy as np
import time

"""
Widrow-Hoff / LMS

x0 is always 1 (bias)
"""

eta = 0.02
MAX_SWEEPS = 60
tolerance = 1e-6

rng = np.random.RandomState(5)

def cloud(cx, cy, label, n):
    out = []
    while len(out) < n:
        px, py = cx + rng.randn() * 0.5, cy + rng.randn() * 0.5
        out.append([1, px, py, label])
    return out

table = cloud(-0.8, 0.2, -1, 40) + cloud(1.0, 1.1, 1, 40)
rng.shuffle(table)

weights = np.array([0, 0, 0])

def net_input(x):
    total = 0
    for j in range(len(weights)):
        total += weights[j] * x[j]
    return total

def quantizer(v):
    if v >= 0:
        return 1
    return -1

#def perceptron_rule(x, d):
#    y = quantizer(net_input(x))
#    for j in range(3):
#        weights[j] = weights[j] + eta * (d - y) * x[j]

def lms_rule(x, d):
    e = d - net_input(x)
    for j in range(len(weights)):
        step = eta * e * x[j]
        weights[j] = weights[j] + step
    return e

started = time.time()
last = None
for sweep in range(MAX_SWEEPS):
    squares = 0
    missed = 0
    for row in table:
        x, d = row[:-1], row[-1]
        if quantizer(net_input(x)) != d:
            missed += 1
        e = lms_rule(x, d)
        squares += e * e
    mse = squares / len(table)
    print("sweep %2d  mse %.4f  missed %2d  w %s" % (sweep, mse, missed, weights))
    if last is not None and last > mse and last - mse < tolerance:
        print("converged")
        break
    last = mse

print("seconds", round(time.time() - started, 2))
