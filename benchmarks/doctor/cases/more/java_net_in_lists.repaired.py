import math
import random

# I wrote this in Java for a school project and moved it over to Python (no numpy yet).

random.seed(5)


class Net:

    def __init__(self, numInputs, numHidden, numOutputs):
        self.numInputs = numInputs
        self.numHidden = numHidden
        self.numOutputs = numOutputs

        self.wIH = [[random.uniform(-1, 1) for j in range(numHidden)] for i in range(numInputs)]
        self.wHO = [[random.uniform(-1, 1) for j in range(numOutputs)] for i in range(numHidden)]
        self.bH = [0.0 for j in range(numHidden)]
        self.bO = [0.0 for j in range(numOutputs)]

        self.hidden = [0.0] * numHidden
        self.outputs = [0.0] * numOutputs

    def activation(self, x):
        return 1.0 / (1.0 + math.exp(-x))

    def computeOutputs(self, inputs):
        for j in range(self.numHidden):
            total = self.bH[j]
            for i in range(self.numInputs):
                total += inputs[i] * self.wIH[i][j]
            self.hidden[j] = self.activation(total)
        for k in range(self.numOutputs):
            total = self.bO[k]
            for j in range(self.numHidden):
                total += self.hidden[j] * self.wHO[j][k]
            self.outputs[k] = self.activation(total)
        return self.outputs

    def train(self, inputs, targets, eta):
        self.computeOutputs(inputs)

        # output deltas
        oDelta = [0.0] * self.numOutputs
        for k in range(self.numOutputs):
            o = self.outputs[k]
            oDelta[k] = (targets[k] - o) * o * (1 - o)

        # hidden deltas
        hDelta = [0.0] * self.numHidden
        for j in range(self.numHidden):
            s = 0.0
            for k in range(self.numOutputs):
                s += oDelta[k] * self.wHO[j][k]
            hDelta[j] = s * self.hidden[j] * (1 - self.hidden[j])

        # hidden -> output weights
        for j in range(self.numHidden):
            for k in range(self.numOutputs):
                self.wHO[j][k] += eta * oDelta[k] * self.hidden[j]
        for k in range(self.numOutputs):
            self.bO[k] += eta * oDelta[k]

        # input -> hidden weights
        for i in range(self.numInputs):
            for j in range(self.numHidden):
                self.wIH[i][j] += eta * hDelta[j] * inputs[i]
        for j in range(self.numHidden):
            self.bH[j] += eta * hDelta[j]

    def mse(self, data):
        s = 0.0
        for xs, t in data:
            o = self.computeOutputs(xs)
            s += (t[0] - o[0]) ** 2
        return s / len(data)


# points: inside the band 0.35 < x + y/4 < 0.75 is 1, rest 0
points = []
for n in range(120):
    x = random.random()
    yy = random.random()
    v = x + yy / 4
    points.append(([x, yy], [1.0 if 0.35 < v < 0.75 else 0.0]))

net = Net(2, 5, 1)
for epoch in range(1500):
    for xs, t in points:
        net.train(xs, t, 0.5)
    if epoch % 250 == 0:
        print("epoch", epoch, "mse", round(net.mse(points), 5))

hits = 0
for xs, t in points:
    o = net.computeOutputs(xs)[0]
    if (o > 0.5) == (t[0] > 0.5):
        hits += 1
print("mse", net.mse(points), "hits", hits, "of", len(points))
