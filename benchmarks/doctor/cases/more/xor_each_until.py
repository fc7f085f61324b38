# XOR in plain arrays, ported from Java
import math
import random

random.seed(3)

input_one = [0, 0, 1, 1]
input_two = [0, 1, 0, 1]
result = [0, 1, 1, 0]
eta = 0.5

weight = [random.uniform(-1, 1) for _ in range(9)]


def forward(a, b):
    y1 = a * weight[0] + b * weight[1] + weight[6]
    y1 = 1 / (1 + math.exp(-y1))
    y2 = a * weight[2] + b * weight[3] + weight[7]
    y2 = 1 / (1 + math.exp(-y2))
    y3 = y1 * weight[4] + y2 * weight[5] + weight[8]
    y3 = 1 / (1 + math.exp(-y3))
    return y1, y2, y3


def learn(i):
    y1, y2, y3 = forward(input_one[i], input_two[i])

    # error signals
    delta3 = y3 * (1 - y3) * (result[i] - y3)
    delta2 = y2 * (1 - y2) * (delta3 * weight[5])
    delta1 = y1 * (1 - y1) * (delta3 * weight[4])

    # update weights
    weight[0] += eta * delta1 * input_one[i]
    weight[1] += eta * delta1 * input_two[i]
    weight[2] += eta * delta2 * input_one[i]
    weight[3] += eta * delta2 * input_two[i]
    weight[4] += eta * delta3 * y1
    weight[5] += eta * delta3 * y2
    weight[6] += eta * delta1
    weight[7] += eta * delta2
    weight[8] += eta * delta3

    return abs(result[i] - y3)


steps = 0
for i in range(4):
    diff = 1
    while diff > 0.01:
        diff = learn(i)
        steps += 1
    print("pattern", i, "wanted", result[i], "diff", diff, "after", steps)

for i in range(4):
    print(input_one[i], input_two[i], result[i], round(forward(input_one[i], input_two[i])[2], 4))
