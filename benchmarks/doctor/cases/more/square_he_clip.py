# x^2 on [-4, 4] with plain lists: He start, clipped gradients, momentum (from the JavaScript version)
import math
import random

random.seed(12)

HIDDEN = 16
LR = 0.01
BETA = 0.9
CLIP = 1.0

xs = [-4 + 8 * k / 40 for k in range(41)]
ys = [(x / 4) ** 2 for x in xs]


def gauss():
    # Box-Muller
    u = 1 - random.random()
    v = random.random()
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)


w1 = [gauss() * math.sqrt(2) for _ in range(HIDDEN)]
b1 = [random.uniform(-1, 1) for _ in range(HIDDEN)]
w2 = [gauss() * math.sqrt(2 / HIDDEN) for _ in range(HIDDEN)]
b2 = 0.0
velocity = [0.0] * (3 * HIDDEN + 1)


def predict(x):
    hidden = [max(0.0, w * x / 4 + b) for w, b in zip(w1, b1)]
    return sum(h * w for h, w in zip(hidden, w2)) + b2, hidden


for epoch in range(1000):
    g = [0.0] * (3 * HIDDEN + 1)
    loss = 0.0
    for x, y in zip(xs, ys):
        out, hidden = predict(x)
        diff = out - y
        loss += diff * diff / len(xs)
        d = 2 * diff / len(xs)
        for k in range(HIDDEN):
            g[2 * HIDDEN + k] += d * hidden[k]
            if hidden[k] > 0:
                g[k] += d * w2[k] * x / 4
                g[HIDDEN + k] += d * w2[k]
        g[-1] += d

    norm = math.sqrt(sum(v * v for v in g))
    if norm > CLIP:
        g = [v * CLIP / norm for v in g]

    velocity = [BETA * v - LR * s for v, s in zip(velocity, g)]
    for k in range(HIDDEN):
        w1[k] += velocity[k]
        b1[k] += velocity[HIDDEN + k]
        w2[k] += velocity[2 * HIDDEN + k]
    b2 += velocity[-1]

    if epoch % 200 == 0:
        print(epoch, round(loss, 5), "norm", round(norm, 4))

for x in (-4, -2, 0, 1, 3):
    print(x, round(16 * predict(x)[0], 2))
