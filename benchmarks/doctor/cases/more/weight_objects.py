import math
import random


class Weight:
    def __init__(self, fromNeuron, toNeuron):
        self.value = random.uniform(-0.5, 0.5)
        self.fromNeuron = fromNeuron
        self.toNeuron = toNeuron
        fromNeuron.outputWeights.append(self)
        toNeuron.inputWeights.append(self)
        self.delta = 0.0

    def calculateDelta(self):
        self.delta += self.fromNeuron.value * self.toNeuron.error

    def update(self, rate):
        self.value += rate * self.delta
        self.delta = 0.0


class Neuron:
    def __init__(self, value=0.0):
        self.value = value
        self.error = 0.0
        self.inputWeights = []
        self.outputWeights = []

    def activate(self):
        x = sum(w.fromNeuron.value * w.value for w in self.inputWeights)
        self.value = 1.0 / (1.0 + math.exp(-x))

    def outputError(self, ideal):
        self.error = (ideal - self.value) * self.value * (1 - self.value)

    def hiddenError(self):
        back = sum(w.value * w.toNeuron.error for w in self.outputWeights)
        self.error = back * self.value * (1 - self.value)


class Network:
    def __init__(self, nInput, nHidden, nOutput):
        self.inputs = [Neuron() for _ in range(nInput)]
        self.hidden = [Neuron() for _ in range(nHidden)]
        self.outputs = [Neuron() for _ in range(nOutput)]
        self.weights = [Weight(a, b) for a in self.inputs for b in self.hidden]
        self.weights += [Weight(a, b) for a in self.hidden for b in self.outputs]

    def run(self, sample):
        for neuron, value in zip(self.inputs, sample):
            neuron.value = value
        for neuron in self.hidden:
            neuron.activate()
        for neuron in self.outputs:
            neuron.activate()
        return [n.value for n in self.outputs]

    def learn(self, samples, ideals, rate):
        pairs = list(zip(samples, ideals))
        random.shuffle(pairs)
        total = 0.0
        for sample, ideal in pairs:
            self.run(sample)
            for neuron, value in zip(self.outputs, ideal):
                neuron.outputError(value)
                total += (value - neuron.value) ** 2
            for neuron in self.hidden:
                neuron.hiddenError()
            for w in self.weights:
                w.calculateDelta()
                w.update(rate)
        return total / len(pairs)


trainingInputs = [[float(a), float(b)] for a in range(5) for b in range(5)]
trainingOutputs = [[1.0] if a >= 3 and b >= 3 else [0.0] for a, b in trainingInputs]

net = Network(2, 3, 1)
for epoch in range(2500):
    error = net.learn(trainingInputs, trainingOutputs, 0.5)
    if epoch % 250 == 0:
        print("epoch", epoch, "error", error)

for sample, ideal in zip(trainingInputs, trainingOutputs):
    print(sample, ideal, net.run(sample))
