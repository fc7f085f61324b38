import math
import random

random.seed(6)


def rings(n):
    """two classes: inside and outside of a crooked ring"""
    for _ in range(n):
        x, y = random.uniform(-2, 2), random.uniform(-2, 2)
        yield (x, y), 1.0 if 0.6 < math.hypot(x - 0.3, y) + 0.2 * math.sin(3 * x) < 1.4 else 0.0


def unit(at):
    return {'c': list(at), 'logs': math.log(0.6), 'w': random.gauss(0, 0.3)}


def respond(u, p):
    d2 = sum((a - b) ** 2 for a, b in zip(p, u['c']))
    return math.exp(-d2 / (2 * math.exp(2 * u['logs']))), d2


def output(net, p):
    acts = [respond(u, p) for u in net['units']]
    z = net['b'] + sum(u['w'] * phi for u, (phi, _) in zip(net['units'], acts))
    return 1 / (1 + math.exp(-z)), acts


def teach(net, data, rates):
    """endless: yields the mean cross-entropy of every pass"""
    data = list(data)
    while True:
        random.shuffle(data)
        loss = 0.0
        for p, t in data:
            o, acts = output(net, p)
            loss -= math.log(o if t else 1 - o)
            e = o - t
            net['b'] -= rates['w'] * e
            for u, (phi, d2) in zip(net['units'], acts):
                back = e * u['w'] * phi / math.exp(2 * u['logs'])     # with the old width and the old w
                u['w'] -= rates['w'] * e * phi
                u['logs'] -= rates['s'] * back * d2
                for k, a in enumerate(p):
                    u['c'][k] -= rates['c'] * back * (a - u['c'][k])
        yield loss / len(data)


train, test = list(rings(300)), list(rings(300))
net = {'b': 0.0, 'units': [unit(p) for p, _ in random.sample(train, 14)]}
rates = {'w': 0.15, 'c': 0.05, 's': 0.02}
for number, loss in zip(range(1, 41), teach(net, train, rates)):
    if number % 8 == 0:
        print('pass', number, 'loss', round(loss, 4))
    rates['w'] *= 0.985

hits = sum((output(net, p)[0] > 0.5) == (t > 0.5) for p, t in test)
print('right:', hits, 'of', len(test))
