import math
import random


def rand(a, b):
    return (b - a) * random.random() + a


def makeMatrix(I, J, fill=0.0):
    m = []
    for i in range(I):
        m.append([fill] * J)
    return m


def sigmoid(x):
    return math.tanh(x)


def dsigmoid(y):
    return 1.0 - y ** 2


class NN:
    def __init__(self, ni, nh, no):
        self.ni = ni + 1
        self.nh = nh
        self.no = no

        self.ai = [1.0] * self.ni
        self.ah = [1.0] * self.nh
        self.ao = [1.0] * self.no

        self.wi = makeMatrix(self.ni, self.nh)
        self.wo = makeMatrix(self.nh, self.no)
        for i in range(self.ni):
            for j in range(self.nh):
                self.wi[i][j] = rand(-0.2, 0.2)
        for j in range(self.nh):
            for k in range(self.no):
                self.wo[j][k] = rand(-2.0, 2.0)

    def update(self, inputs):
        for i in range(self.ni - 1):
            self.ai[i] = inputs[i]

        for j in range(self.nh):
            total = 0.0
            for i in range(self.ni):
                total = total + self.ai[i] * self.wi[i][j]
            self.ah[j] = sigmoid(total)

        for k in range(self.no):
            total = 0.0
            for j in range(self.nh):
                total = total + self.ah[j] * self.wo[j][k]
            self.ao[k] = total

        return self.ao[:]

    def backPropagate(self, targets, N):
        output_deltas = [0.0] * self.no
        for k in range(self.no):
            error = targets[k] - self.ao[k]
            output_deltas[k] = error

        hidden_deltas = [0.0] * self.nh
        for j in range(self.nh):
            error = 0.0
            for k in range(self.no):
                error = error + output_deltas[k] * self.wo[j][k]
            hidden_deltas[j] = dsigmoid(self.ah[j]) * error

        for j in range(self.nh):
            for k in range(self.no):
                self.wo[j][k] = self.wo[j][k] + N * output_deltas[k] * self.ah[j]

        for i in range(self.ni):
            for j in range(self.nh):
                self.wi[i][j] = self.wi[i][j] + N * hidden_deltas[j] * self.ai[i]

        error = 0.0
        for k in range(len(targets)):
            error = error + 0.5 * (targets[k] - self.ao[k]) ** 2
        return error

    def train(self, patterns, iterations=2000, N=0.1):
        for i in range(iterations):
            error = 0.0
            for p in patterns:
                self.update(p[0])
                error = error + self.backPropagate(p[1], N)
            if i % 200 == 0:
                print('error %-.5f' % error)

    def test(self, patterns):
        for p in patterns:
            print(p[0], '->', self.update(p[0]))


pat = [
    [[0.0, 1.0], [1.0]],
    [[1.0, 1.0], [2.0]],
    [[2.0, 1.0], [3.0]],
    [[3.0, 1.0], [4.0]]
]

n = NN(2, 3, 1)
n.train(pat)
n.test(pat)
