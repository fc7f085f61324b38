# Iris with a multilayer perceptron, only lists. I come from Pascal, please be kind :-)
# Question: my teacher says "the signs are wrong, the threshold must be subtracted, gradient descent has a minus".
# But it works?! Who is right?
import math
import random
from sklearn.datasets import load_iris

MOMENT = 0.4
RATE = 0.15


def f(s):
    return 2.0 / (1.0 + math.exp(-s)) - 1.0          # between -1 and 1


def f_strich(o):
    return 0.5 * (1.0 + o) * (1.0 - o)               # o = f(s)


def new_matrix(rows, cols):
    return [[random.uniform(-0.5, 0.5) for _ in range(cols)] for _ in range(rows)]


def zeros(rows, cols):
    return [[0.0] * cols for _ in range(rows)]


class Perceptron:
    def __init__(self, ni, nh, no):
        self.ni, self.nh, self.no = ni + 1, nh + 1, no       # + 1 : the threshold, an input that is always -1
        self.wh = new_matrix(nh, self.ni)
        self.wo = new_matrix(no, self.nh)
        self.ch = zeros(nh, self.ni)
        self.co = zeros(no, self.nh)

    def answer(self, inputs):
        self.ai = list(inputs) + [-1.0]
        self.ah = []
        for row in self.wh:
            self.ah.append(f(sum(w * a for w, a in zip(row, self.ai))))
        self.ah.append(-1.0)
        self.ao = []
        for row in self.wo:
            self.ao.append(f(sum(w * a for w, a in zip(row, self.ah))))
        return self.ao

    def correct(self, wanted):
        out_err = []
        for k in range(self.no):
            out_err.append((wanted[k] - self.ao[k]) * f_strich(self.ao[k]))
        hid_err = []
        for j in range(self.nh - 1):
            s = 0.0
            for k in range(self.no):
                s += out_err[k] * self.wo[k][j]
            hid_err.append(s * f_strich(self.ah[j]))

        for k in range(self.no):
            for j in range(self.nh):
                change = RATE * out_err[k] * self.ah[j] + MOMENT * self.co[k][j]
                self.wo[k][j] += change
                self.co[k][j] = change
        for j in range(self.nh - 1):
            for i in range(self.ni):
                change = RATE * hid_err[j] * self.ai[i] + MOMENT * self.ch[j][i]
                self.wh[j][i] += change
                self.ch[j][i] = change
        return 0.5 * sum((wanted[k] - self.ao[k]) ** 2 for k in range(self.no))


def target_of(c):
    t = [-0.8, -0.8, -0.8]
    t[c] = 0.8
    return t


def best(values):
    return values.index(max(values))


def rate_of_success(net, xs, cs):
    return sum(1 for x, c in zip(xs, cs) if best(net.answer(x)) == c) / len(cs)


if __name__ == "__main__":
    iris = load_iris()
    pairs = list(zip(iris.data.tolist(), iris.target.tolist()))
    random.shuffle(pairs)
    learn, check = pairs[:110], pairs[110:]

    means, spreads = [], []
    for i in range(4):
        column = [x[i] for x, _ in learn]
        mean = sum(column) / len(column)
        means.append(mean)
        spreads.append(math.sqrt(sum((v - mean) ** 2 for v in column) / len(column)))
    scale = lambda x: [(x[i] - means[i]) / spreads[i] for i in range(4)]
    xs, cs = [scale(x) for x, _ in learn], [c for _, c in learn]
    xc, cc = [scale(x) for x, _ in check], [c for _, c in check]

    net = Perceptron(4, 5, 3)
    protocol = []
    for round_nr in range(120):
        numbers = list(range(len(xs)))
        random.shuffle(numbers)
        err = 0.0
        for nr in numbers:
            net.answer(xs[nr])
            err += net.correct(target_of(cs[nr]))
        protocol.append(err / len(xs))
        if round_nr % 20 == 0:
            print("round", round_nr, "error", round(protocol[-1], 4), "check", round(rate_of_success(net, xc, cc), 3))

    print("learned:", rate_of_success(net, xs, cs), "checked:", rate_of_success(net, xc, cc))
