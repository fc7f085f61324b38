"""
My own neural net with ONE CLASS PER NEURON, no numpy, for understanding.
Task: point inside the ring or not.
Error goes down a bit and then nothing happens any more.
"""
import math
import random
from sklearn.datasets import make_circles


def logistic(t):
    if t < -60:
        return 0.0
    return 1.0 / (1.0 + math.exp(-t))


def start_value(width):
    # I want the same numbers at every run, otherwise I can not compare
    return random.uniform(-width, width)


class Nerve:
    def __init__(self, how_many_in, kind):
        self.kind = kind
        self.w = [start_value(1.0) for _ in range(how_many_in)]
        self.b = start_value(0.5)
        self.last_in = None
        self.out = None
        self.delta = 0.0

    def fire(self, values):
        self.last_in = values
        s = self.b
        for wi, vi in zip(self.w, values):
            s += wi * vi
        self.out = math.tanh(s) if self.kind == "tanh" else logistic(s)
        return self.out

    def slope(self):
        if self.kind == "tanh":
            return 1.0 - self.out ** 2
        return self.out * (1.0 - self.out)

    def learn(self, rate):
        for k in range(len(self.w)):
            self.w[k] -= rate * self.delta * self.last_in[k]
        self.b -= rate * self.delta


class Net:
    def __init__(self, n_in, n_hid):
        self.hidden = [Nerve(n_in, "tanh") for _ in range(n_hid)]
        self.final = Nerve(n_hid, "logistic")

    def run(self, point):
        h = [n.fire(point) for n in self.hidden]
        return self.final.fire(h)

    def train_one(self, point, wanted, rate):
        got = self.run(point)
        # squared error 1/2 (got-wanted)^2
        self.final.delta = (got - wanted) * self.final.slope()
        for pos, n in enumerate(self.hidden):
            n.delta = self.final.delta * self.final.w[pos] * n.slope()
        self.final.learn(rate)
        for n in self.hidden:
            n.learn(rate)
        return 0.5 * (got - wanted) ** 2


def hits(net, points, labels):
    good = 0
    for p, l in zip(points, labels):
        said = 1 if net.run(p) >= 0.5 else 0
        if said == l:
            good += 1
    return good / len(labels)


if __name__ == "__main__":
    pts, lab = make_circles(n_samples=240, factor=0.4, noise=0.08)
    pts = [list(map(float, p)) for p in pts]
    lab = [int(v) for v in lab]
    train_p, train_l = pts[:180], lab[:180]
    valid_p, valid_l = pts[180:], lab[180:]

    random.seed(7)
    net = Net(2, 6)
    # print([n.w for n in net.hidden])
    curve = []
    order = list(range(len(train_p)))
    for epoch in range(150):
        random.shuffle(order)
        total = 0.0
        for i in order:
            total += net.train_one(train_p[i], train_l[i], 0.3)
        curve.append(total / len(order))
        if epoch % 25 == 0:
            print("epoch", epoch, "err", round(curve[-1], 4),
                  "train", hits(net, train_p, train_l), "valid", hits(net, valid_p, valid_l))

    # confusion table, by hand
    table = [[0, 0], [0, 0]]
    for p, l in zip(valid_p, valid_l):
        table[l][1 if net.run(p) >= 0.5 else 0] += 1
    print(table)
    print("final", hits(net, valid_p, valid_l))
