import math
import random


def sig(x):
    return 1 / (1 + math.exp(-x))


class NeuralNet:
    """inputs and hidden outputs get a constant 1 appended, so the last weight of each neuron is its bias"""

    def __init__(self, n_in, n_hid):
        self.hid = [[random.uniform(-1, 1) for _ in range(n_in + 1)]] * n_hid
        self.out = [random.uniform(-1, 1) for _ in range(n_hid + 1)]

    def think(self, inp):
        self.x = list(inp) + [1]
        self.h = [sig(sum(w * v for w, v in zip(neuron, self.x))) for neuron in self.hid] + [1]
        self.y = sig(sum(w * v for w, v in zip(self.out, self.h)))
        return self.y

    def learn(self, inp, target, lr):
        y = self.think(inp)
        d_out = (target - y) * y * (1 - y)
        d_hid = [d_out * self.out[j] * self.h[j] * (1 - self.h[j]) for j in range(len(self.hid))]
        for j in range(len(self.out)):
            self.out[j] += lr * d_out * self.h[j]
        for j, neuron in enumerate(self.hid):
            for i in range(len(neuron)):
                neuron[i] += lr * d_hid[j] * self.x[i]


xor = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
net = NeuralNet(2, 5)
for epoch in range(10000):
    random.shuffle(xor)
    for inp, target in xor:
        net.learn(inp, target, 0.5)
    if epoch % 2000 == 0:
        print(epoch, sum((t - net.think(i)) ** 2 for i, t in xor) / 4)

for inp, target in sorted(xor):
    print(inp, target, round(net.think(inp), 3))
