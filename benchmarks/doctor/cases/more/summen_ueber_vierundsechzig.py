# 64 pictures of 4 x 3 dots, "0" or "1", sums written out as in the book
import random
from math import exp

random.seed(2)
ZERO = [1, 1, 1,
        1, 0, 1,
        1, 0, 1,
        1, 1, 1]
ONE = [0, 1, 0,
       0, 1, 0,
       0, 1, 0,
       0, 1, 0]
pictures = []
for k in range(64):
    base, t = (ZERO, (1, 0)) if k < 32 else (ONE, (0, 1))
    dots = list(base)
    flip = random.randrange(12)
    dots[flip] = 1 - dots[flip]
    pictures.append((dots, t))


def a(z):
    return 1 / (1 + exp(-z))


w2 = [[random.gauss(0, 1) for i in range(12)] for j in range(3)]
b2 = [random.gauss(0, 1) for j in range(3)]
w3 = [[random.gauss(0, 1) for j in range(3)] for k in range(2)]
b3 = [random.gauss(0, 1) for k in range(2)]
eta = 0.2


def forward(x):
    a2 = [a(sum(w2[j][i] * x[i] for i in range(12)) + b2[j]) for j in range(3)]
    a3 = [a(sum(w3[k][j] * a2[j] for j in range(3)) + b3[k]) for k in range(2)]
    return a2, a3


for step in range(200):
    cost = 0
    dw2 = [[0] * 12 for j in range(3)]
    db2 = [0] * 3
    dw3 = [[0] * 3 for k in range(2)]
    db3 = [0] * 2
    for x, t in pictures:
        a2, a3 = forward(x)
        cost += sum((t[k] - a3[k]) ** 2 for k in range(2)) / 2
        d3 = [(a3[k] - t[k]) * a3[k] * (1 - a3[k]) for k in range(2)]
        d2 = [sum(d3[k] * w3[k][j] for k in range(2)) * a2[j] * (1 - a2[j]) for j in range(3)]
        for k in range(2):
            db3[k] += d3[k]
            for j in range(3):
                dw3[k][j] += d3[k] * a2[j]
        for j in range(3):
            db2[j] += d2[j]
            for i in range(12):
                dw2[j][i] += d2[j] * x[i]
    # one step down the total cost C_T = C_1 + ... + C_64
    for k in range(2):
        b3[k] -= eta * db3[k]
        for j in range(3):
            w3[k][j] -= eta * dw3[k][j]
    for j in range(3):
        b2[j] -= eta * db2[j]
        for i in range(12):
            w2[j][i] -= eta * dw2[j][i]
    if step % 20 == 0:
        print(step, "C_T =", cost)

answers = [forward(x)[1] for x, t in pictures]
hits = sum((o[0] > o[1]) == (t[0] > t[1]) for o, (x, t) in zip(answers, pictures))
print(hits, "of 64")
