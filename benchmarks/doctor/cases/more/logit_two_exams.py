# logistic regression without numpy, exam scores example from the course
from math import exp, log
import random

random.seed(12)

# two exam scores, admitted or not
rows = []
for _ in range(100):
    e1 = random.uniform(30, 100)
    e2 = random.uniform(30, 100)
    admitted = 1 if e1 + e2 + random.gauss(0, 8) > 130 else 0
    rows.append([e1, e2, admitted])


def scale(rows, col):
    vals = [r[col] for r in rows]
    mean = sum(vals) / len(vals)
    sd = (sum((v - mean) ** 2 for v in vals) / len(vals)) ** 0.5
    for r in rows:
        r[col] = (r[col] - mean) / sd


scale(rows, 0)
scale(rows, 1)


def sigmoid(z):
    if z < -60:
        return 0.0
    return 1.0 / (1.0 + exp(-z))


def hypothesis(theta, row):
    z = theta[0]
    for j in range(2):
        z += theta[j + 1] * row[j]
    return sigmoid(z)


def cost(theta, rows):
    total = 0
    for r in rows:
        h = hypothesis(theta, r)
        h = min(max(h, 1e-10), 1 - 1e-10)
        total += -r[2] * log(h) - (1 - r[2]) * log(1 - h)
    return total / len(rows)


def gradient(theta, rows):
    m = len(rows)
    grad = [0.0, 0.0, 0.0]
    for r in rows:
        err = r[2] - hypothesis(theta, r)
        grad[0] += err
        for j in range(2):
            grad[j + 1] += err * r[j]
    return [g / m for g in grad]


def gradient_descent(rows, alpha, iterations):
    theta = [0.0, 0.0, 0.0]
    for it in range(iterations):
        grad = gradient(theta, rows)
        for j in range(3):
            theta[j] = theta[j] - alpha * grad[j]
        if it % 50 == 0:
            print(it, "cost:", round(cost(theta, rows), 5), "theta:", [round(t, 3) for t in theta])
    return theta


def accuracy(theta, rows):
    ok = 0
    for r in rows:
        pred = 1 if hypothesis(theta, r) >= 0.5 else 0
        if pred == r[2]:
            ok += 1
    return 100.0 * ok / len(rows)


theta = gradient_descent(rows, 0.5, 500)
print("theta", theta)
print("accuracy: %.1f %%" % accuracy(theta, rows))
