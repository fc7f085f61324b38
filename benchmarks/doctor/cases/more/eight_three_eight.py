import math
import random

random.seed(2)

# the old 8-3-8 puzzle: squeeze eight patterns through three units, no numpy
N_IN, N_HID = 8, 3
patterns = [[1.0 if i == j else 0.0 for i in range(N_IN)] for j in range(N_IN)]


def squash(v):
    return 1.0 / (1.0 + math.exp(-v))


def small(n):
    # last number of every row is the threshold
    return [random.uniform(-0.3, 0.3) for _ in range(n + 1)]


hid = [small(N_IN) for _ in range(N_HID)]
out = [small(N_HID) for _ in range(N_IN)]


def push(row, inputs):
    total = row[-1]
    for w, x in zip(row, inputs):
        total += w * x
    return squash(total)


def show(inputs):
    h = [push(row, inputs) for row in hid]
    return h, [push(row, h) for row in out]


def learn(inputs, wanted, rate):
    h, o = show(inputs)
    d_out = [(w - y) * y * (1 - y) for w, y in zip(wanted, o)]
    d_hid = []
    for j in range(N_HID):
        back = sum(d_out[k] * out[k][j] for k in range(N_IN))
        d_hid.append(back * h[j] * (1 - h[j]))
    for k in range(N_IN):
        for j in range(N_HID):
            out[k][j] += rate * d_out[k] * h[j]
        out[k][-1] += rate * d_out[k]
    for j in range(N_HID):
        for i in range(N_IN):
            hid[j][i] += rate * d_hid[j] * inputs[i]
        hid[j][-1] += rate * d_hid[j]
    return sum((w - y) ** 2 for w, y in zip(wanted, o))


errors = []
for sweep in range(3000):
    total = 0.0
    for p in patterns:
        total += learn(p, p, 1.0)
    errors.append(total)
    if sweep % 300 == 0:
        print("sweep", sweep, "sum of squares", round(total, 4))

right = 0
for p in patterns:
    h, o = show(p)
    if o.index(max(o)) == p.index(1.0):
        right += 1
    print("".join(str(int(v)) for v in p), [round(v, 2) for v in h], round(max(o), 2))
print(right, "of", N_IN, "patterns come back")
