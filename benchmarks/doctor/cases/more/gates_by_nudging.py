# no backprop! I nudge every weight a little and look what the loss does.
# Works for AND, OR, XOR but is this still "gradient descent"?
import math
import random

random.seed(69)

GATES = {
    "AND": [((0, 0), 0), ((0, 1), 0), ((1, 0), 0), ((1, 1), 1)],
    "OR": [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1)],
    "XOR": [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)],
}

H = 6
EPS = 1e-3
RATE = 2.0


def sig(x):
    return 1 / (1 + math.exp(-x))


def new_params():
    # per hidden unit: w_x, w_y, b ; then H output weights and one output bias
    return [random.uniform(-1, 1) for _ in range(3 * H + H + 1)]


def net(p, inp):
    x, y = inp
    out = p[-1]
    for h in range(H):
        a = sig(p[3 * h] * x + p[3 * h + 1] * y + p[3 * h + 2])
        out += a * p[3 * H + h]
    return sig(out)


def loss(p, data):
    total = 0.0
    for inp, want in data:
        d = net(p, inp) - want
        total += d * d
    return total / len(data)


def slopes(p, data):
    base = loss(p, data)
    g = []
    for i in range(len(p)):
        saved = p[i]
        p[i] += EPS
        g.append((loss(p, data) - base) / EPS)
        p[i] = saved
    return g


def learn(data, rounds):
    p = new_params()
    for r in range(rounds):
        g = slopes(p, data)
        for i in range(len(p)):
            p[i] -= RATE * g[i]
        if r % 500 == 0:
            print("   round", r, "loss", round(loss(p, data), 5))
    return p


trained = {}
for name, data in GATES.items():
    print(name)
    trained[name] = learn(data, 3000)
    for inp, want in data:
        print("  ", inp, "->", round(net(trained[name], inp), 3), "want", want)
