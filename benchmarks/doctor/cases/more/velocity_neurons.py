import math
import random
from sklearn.datasets import load_iris

random.seed(8)


class Unit:
    """one neuron: keeps its own weights, its last input and its last output"""

    def __init__(self, fan_in, squash=True):
        r = 1.0 / math.sqrt(fan_in)
        self.weights = [random.uniform(-r, r) for _ in range(fan_in)]
        self.bias = 0.0
        self.velocity = [0.0] * fan_in
        self.squash = squash

    def __call__(self, inputs):
        self.inputs = inputs
        s = sum(w * x for w, x in zip(self.weights, inputs)) + self.bias
        self.out = math.tanh(s) if self.squash else s
        return self.out

    def learn(self, delta, rate, mu):
        for k in range(len(self.weights)):
            self.velocity[k] += mu * self.velocity[k] + rate * delta * self.inputs[k]
            self.weights[k] -= self.velocity[k]
        self.bias -= rate * delta


class Net:
    def __init__(self, n_in, n_hidden, n_out):
        self.hidden = [Unit(n_in) for _ in range(n_hidden)]
        self.output = [Unit(n_hidden, squash=False) for _ in range(n_out)]

    def scores(self, row):
        inner = [u(row) for u in self.hidden]
        return [u(inner) for u in self.output]

    def probabilities(self, row):
        s = self.scores(row)
        top = max(s)
        e = [math.exp(v - top) for v in s]
        return [v / sum(e) for v in e]

    def fit_one(self, row, label, rate, mu):
        p = self.probabilities(row)
        out_delta = [p[c] - (1.0 if c == label else 0.0) for c in range(len(p))]
        hid_delta = []
        for j, u in enumerate(self.hidden):
            back = sum(d * o.weights[j] for d, o in zip(out_delta, self.output))
            hid_delta.append(back * (1.0 - u.out * u.out))
        for d, o in zip(out_delta, self.output):
            o.learn(d, rate, mu)
        for d, u in zip(hid_delta, self.hidden):
            u.learn(d, rate, mu)
        return -math.log(max(p[label], 1e-12))


def standardised(rows):
    columns = list(zip(*rows))
    means = [sum(c) / len(c) for c in columns]
    sds = [math.sqrt(sum((v - m) ** 2 for v in c) / len(c)) for c, m in zip(columns, means)]
    return [[(v - m) / s for v, m, s in zip(r, means, sds)] for r in rows]


iris = load_iris()
rows = standardised(iris.data.tolist())
flowers = list(zip(rows, iris.target.tolist()))

net = Net(4, 6, 3)
for epoch in range(40):
    random.shuffle(flowers)
    total = 0.0
    for row, label in flowers:
        total += net.fit_one(row, label, 0.01, 0.9)
    if epoch % 5 == 0 or epoch == 39:
        hits = 0
        for row, label in flowers:
            p = net.probabilities(row)
            hits += p.index(max(p)) == label
        print('epoch', epoch, 'loss', round(total / len(flowers), 4), 'accuracy', round(hits / len(flowers), 3))
