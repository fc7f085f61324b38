import math
import random

# Every number is a Scalar that remembers where it came from. Rare class counts four times.


class Scalar:
    __slots__ = ('v', 'g', 'sources')

    def __init__(self, v, sources=()):
        self.v = v
        self.g = 0.0
        self.sources = sources

    def __add__(self, other):
        other = wrap(other)
        return Scalar(self.v + other.v, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = wrap(other)
        return Scalar(self.v * other.v, ((self, other.v), (other, self.v)))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1.0

    def tanh(self):
        t = math.tanh(self.v)
        return Scalar(t, ((self, 1.0 - t * t),))

    def softplus(self):
        v = self.v
        value = max(v, 0.0) + math.log1p(math.exp(-abs(v)))
        grow = 1.0 / (1.0 + math.exp(-v)) if v > -700 else 0.0
        return Scalar(value, ((self, grow),))

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((s, False) for s, _ in node.sources)
        self.g = 1.0
        for node in reversed(order):
            for source, local in node.sources:
                source.g += local * node.g


def wrap(x):
    return x if isinstance(x, Scalar) else Scalar(float(x))


class Mlp:
    def __init__(self, n_in, n_hid):
        self.inner = [[Scalar(random.gauss(0, 0.8)) for _ in range(n_in + 1)] for _ in range(n_hid)]
        self.outer = [Scalar(random.gauss(0, 0.5)) for _ in range(n_hid + 1)]

    def numbers(self):
        return [s for row in self.inner for s in row] + self.outer

    def __call__(self, x):
        hid = [sum((w * v for w, v in zip(row, x)), row[-1]).tanh() for row in self.inner]
        return sum((w * h for w, h in zip(self.outer, hid)), self.outer[-1])


def rare_blob(n):
    rows = []
    for _ in range(n):
        if random.random() < 0.2:
            rows.append(([random.gauss(0.0, 0.55), random.gauss(0.0, 0.55)], 1))
        else:
            angle, radius = random.uniform(0, 2 * math.pi), random.gauss(1.5, 0.35)
            rows.append(([radius * math.cos(angle), radius * math.sin(angle)], 0))
    return rows


def recalls(net, rows):
    got = {0: [0, 0], 1: [0, 0]}
    for x, t in rows:
        got[t][1] += 1
        got[t][0] += (net(x).v > 0) == (t == 1)
    return [a / max(n, 1) for a, n in (got[0], got[1])]


random.seed(31)
weight = {0: 1.0, 1: 4.0}
train, test = rare_blob(200), rare_blob(300)
net = Mlp(2, 6)
for epoch in range(60):
    random.shuffle(train)
    shown = 0.0
    for start in range(0, len(train), 10):
        part = train[start:start + 10]
        losses = []
        for x, t in part:
            s = net(x)
            losses.append(weight[t] * (-s if t else s).softplus())
        loss = sum(losses) * (1.0 / len(part))
        for p in net.numbers():
            p.g = 0.0
        loss.backward()
        for p in net.numbers():
            p.v -= 0.3 * p.g
        shown += loss.v * len(part)
    if epoch % 10 == 9:
        a, b = recalls(net, test)
        print('epoch', epoch + 1, 'weighted loss', round(shown / len(train), 4),
              'recall common', round(a, 3), 'rare', round(b, 3))
