# a single neuron, no libraries. learns OR
from math import exp
from random import seed, uniform

seed(1)
inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]
targets = [0, 1, 1, 1]
w = [uniform(-1, 1), uniform(-1, 1)]
b = uniform(-1, 1)

for epoch in range(2000):
    cost = 0
    for x, t in zip(inputs, targets):
        z = x[0] * w[0] + x[1] * w[1] + b
        pred = 1 / (1 + exp(-z))
        cost += (pred - t) ** 2
        dcost_dz = 2 * (pred - t) * pred * (1 - pred)
        w[0] -= 0.5 * dcost_dz * x[0]
        w[1] -= 0.5 * dcost_dz * x[1]
        b -= 0.5 * dcost_dz
    if epoch % 400 == 0:
        print(cost)
print([round(1 / (1 + exp(-(x[0] * w[0] + x[1] * w[1] + b)))) for x in inputs])
