"""A line for line port of a tiny C library to Python, one hidden layer, all floats in flat lists."""
import math
import random


class Tinn:
    def __init__(self, nips, nhid, nops):
        self.nips = nips  # number of inputs
        self.nhid = nhid
        self.nops = nops
        self.nw = nhid * (nips + nops)
        self.w = [random.random() - 0.5 for _ in range(self.nw)]  # all the weights
        self.x = nhid * nips  # where hidden to output weights begin in w
        self.b = [random.random() - 0.5, random.random() - 0.5]  # one bias per layer
        self.h = [0.0] * nhid
        self.o = [0.0] * nops


def err(a, b):
    return 0.5 * (a - b) * (a - b)


def pderr(a, b):
    return a - b


def toterr(tg, o):
    return sum(err(t, k) for t, k in zip(tg, o))


def act(a):
    return 1.0 / (1.0 + math.exp(-a))


def pdact(a):
    return a * (1.0 - a)


def bprop(t, inp, tg, rate):
    d0 = 0.0
    d1 = sum(pderr(t.o[j], tg[j]) * pdact(t.o[j]) for j in range(t.nops))
    for i in range(t.nhid):
        s = 0.0
        # total error change with respect to output
        for j in range(t.nops):
            a = pderr(t.o[j], tg[j])
            b = pdact(t.o[j])
            s += a * b * t.w[t.x + j * t.nhid + i]
            # hidden to output weights
            t.w[t.x + j * t.nhid + i] -= rate * a * b * t.h[i]
        d0 += s * pdact(t.h[i])
        # input to hidden weights
        for j in range(t.nips):
            t.w[i * t.nips + j] -= rate * s * pdact(t.h[i]) * inp[j]
    t.b[0] -= rate * d0
    t.b[1] -= rate * d1


def fprop(t, inp):
    for i in range(t.nhid):
        s = 0.0
        for j in range(t.nips):
            s += inp[j] * t.w[i * t.nips + j]
        t.h[i] = act(s + t.b[0])
    for i in range(t.nops):
        s = 0.0
        for j in range(t.nhid):
            s += t.h[j] * t.w[t.x + i * t.nhid + j]
        t.o[i] = act(s + t.b[1])


def xttrain(t, inp, tg, rate):
    fprop(t, inp)
    bprop(t, inp, tg, rate)
    return toterr(tg, t.o)


def xtpredict(t, inp):
    fprop(t, inp)
    return t.o


def make_rows(n):
    """is the point further away from the corner than 1.6?"""
    rows = []
    for _ in range(n):
        a, b = 2 * random.random(), 2 * random.random()
        rows.append(([a, b], [1.0 if a + b > 2.4 else 0.0]))
    return rows


random.seed(8)
rows = make_rows(200)
t = Tinn(2, 3, 1)
rate = 1.0
for i in range(60):
    random.shuffle(rows)
    error = 0.0
    for inp, tg in rows:
        error += xttrain(t, inp, tg, rate)
    if i % 10 == 0:
        print('error %.6f :: learning rate %f' % (error / len(rows), rate))
    rate *= 0.99

for inp, tg in rows[:6]:
    print(tg[0], round(xtpredict(t, inp)[0], 4))
