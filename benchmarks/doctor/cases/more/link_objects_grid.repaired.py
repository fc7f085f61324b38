import math
import random

random.seed(3)


# ------------------------------ class definitions

class Weight:
    def __init__(self, fromNeuron, toNeuron):
        self.value = random.uniform(-0.5, 0.5)
        self.fromNeuron = fromNeuron
        self.toNeuron = toNeuron
        fromNeuron.outputWeights.append(self)
        toNeuron.inputWeights.append(self)
        self.delta = 0.0  # delta value, this will accumulate and after each training cycle used to adjust the weight value

    def calculateDelta(self):
        self.delta += self.fromNeuron.value * self.toNeuron.error


class Neuron:
    def __init__(self):
        self.value = 0.0  # the output
        self.idealValue = 0.0  # the ideal output
        self.error = 0.0  # error between output and ideal output
        self.inputWeights = []
        self.outputWeights = []

    def activate(self):
        x = 0.0
        for weight in self.inputWeights:
            x += weight.value * weight.fromNeuron.value
        self.value = 1 / (1 + math.exp(-x)) if x > -500 else 0.0  # sigmoid function

    def calculateOutputError(self):
        self.error = (self.idealValue - self.value) * self.value * (1 - self.value)

    def calculateHiddenError(self):
        total = 0.0
        for weight in self.outputWeights:
            total += weight.value * weight.toNeuron.error
        self.error = total * self.value * (1 - self.value)


class Layer:
    def __init__(self, n):
        self.neurons = [Neuron() for _ in range(n)]


class Network:
    def __init__(self, nInputs, nHidden, nOutputs, learnrate):
        self.learnrate = learnrate
        self.inputLayer = Layer(nInputs)
        self.hiddenLayer = Layer(nHidden)
        self.outputLayer = Layer(nOutputs)
        self.weights = []
        self.biasNeuron = Neuron()
        self.biasNeuron.value = 1.0
        self.connect(self.inputLayer.neurons + [self.biasNeuron], self.hiddenLayer.neurons)
        self.connect(self.hiddenLayer.neurons + [self.biasNeuron], self.outputLayer.neurons)

    def connect(self, fromNeurons, toNeurons):
        for a in fromNeurons:
            for b in toNeurons:
                self.weights.append(Weight(a, b))

    def activate(self, inputs):
        for neuron, value in zip(self.inputLayer.neurons, inputs):
            neuron.value = value
        for neuron in self.hiddenLayer.neurons:
            neuron.activate()
        for neuron in self.outputLayer.neurons:
            neuron.activate()
        return [neuron.value for neuron in self.outputLayer.neurons]

    def calculateErrors(self, outputs):
        for neuron, ideal in zip(self.outputLayer.neurons, outputs):
            neuron.idealValue = ideal
            neuron.calculateOutputError()
        for neuron in self.hiddenLayer.neurons:
            neuron.calculateHiddenError()

    def updateWeights(self):
        for weight in self.weights:
            weight.value += self.learnrate * weight.delta
            weight.delta = 0.0

    def learn(self, inputs, outputs, cycles):
        for cycle in range(cycles):
            error = 0.0
            for i, o in zip(inputs, outputs):
                value = self.activate(i)[0]
                error += (o[0] - value) ** 2
                self.calculateErrors(o)
                for weight in self.weights:
                    weight.calculateDelta()
            self.updateWeights()
            if cycle % 150 == 0:
                print("cycle", cycle, "error", error / len(inputs))


# ------------------------------ training set

trainingInputs = [[float(a), float(b)] for a in range(5) for b in range(5)]
trainingOutputs = [[1.0 if a >= 3 and b >= 3 else 0.0] for a, b in trainingInputs]

network = Network(2, 3, 1, 0.3)
network.learn(trainingInputs, trainingOutputs, 1500)

for a in range(5):
    print(["%.3f" % network.activate([a, b])[0] for b in range(5)])
