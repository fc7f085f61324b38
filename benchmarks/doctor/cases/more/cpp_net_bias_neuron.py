import math
import random

# Port of the C++ "Neural Net in C++ Tutorial" to Python, classes kept as they were

random.seed(21)


class Connection:
    def __init__(self):
        self.weight = random.uniform(-1, 1)
        self.deltaWeight = 0.0


class Neuron:
    eta = 0.15
    alpha = 0.5

    def __init__(self, numOutputs, myIndex):
        self.outputWeights = [Connection() for c in range(numOutputs)]
        self.myIndex = myIndex
        self.outputVal = 0.0
        self.gradient = 0.0

    @staticmethod
    def transferFunction(x):
        return math.tanh(x)

    @staticmethod
    def transferFunctionDerivative(x):
        # x is already the output value
        return 1.0 - x * x

    def feedForward(self, prevLayer):
        total = 0.0
        # sum the previous layer's outputs, including the bias node
        for n in range(len(prevLayer) - 1):
            total += prevLayer[n].outputVal * prevLayer[n].outputWeights[self.myIndex].weight
        self.outputVal = Neuron.transferFunction(total)

    def calcOutputGradients(self, targetVal):
        delta = targetVal - self.outputVal
        self.gradient = delta * Neuron.transferFunctionDerivative(self.outputVal)

    def calcHiddenGradients(self, nextLayer):
        dow = self.sumDOW(nextLayer)
        self.gradient = dow * Neuron.transferFunctionDerivative(self.outputVal)

    def sumDOW(self, nextLayer):
        s = 0.0
        for n in range(len(nextLayer) - 1):
            s += self.outputWeights[n].weight * nextLayer[n].gradient
        return s

    def updateInputWeights(self, prevLayer):
        for neuron in prevLayer:
            conn = neuron.outputWeights[self.myIndex]
            old = conn.deltaWeight
            new = Neuron.eta * neuron.outputVal * self.gradient + Neuron.alpha * old
            conn.deltaWeight = new
            conn.weight += new


class Net:
    def __init__(self, topology):
        self.layers = []
        for i in range(len(topology)):
            numOutputs = 0 if i == len(topology) - 1 else topology[i + 1]
            layer = [Neuron(numOutputs, n) for n in range(topology[i] + 1)]
            layer[-1].outputVal = 1.0      # bias node
            self.layers.append(layer)

    def feedForward(self, inputVals):
        for i in range(len(inputVals)):
            self.layers[0][i].outputVal = inputVals[i]
        for l in range(1, len(self.layers)):
            for n in range(len(self.layers[l]) - 1):
                self.layers[l][n].feedForward(self.layers[l - 1])

    def backProp(self, targetVals):
        outputLayer = self.layers[-1]
        self.error = 0.0
        for n in range(len(outputLayer) - 1):
            d = targetVals[n] - outputLayer[n].outputVal
            self.error += d * d
        self.error = math.sqrt(self.error / (len(outputLayer) - 1))

        for n in range(len(outputLayer) - 1):
            outputLayer[n].calcOutputGradients(targetVals[n])
        for l in range(len(self.layers) - 2, 0, -1):
            for neuron in self.layers[l]:
                neuron.calcHiddenGradients(self.layers[l + 1])
        for l in range(len(self.layers) - 1, 0, -1):
            for n in range(len(self.layers[l]) - 1):
                self.layers[l][n].updateInputWeights(self.layers[l - 1])

    def getResults(self):
        return [n.outputVal for n in self.layers[-1][:-1]]


# 1 when both inputs are equal
samples = [([0.0, 0.0], [1.0]), ([0.0, 1.0], [0.0]), ([1.0, 0.0], [0.0]), ([1.0, 1.0], [1.0])]
net = Net([2, 4, 1])


def ask(a):
    net.feedForward(a)
    return net.getResults()


recent = 0.0
for p in range(12000):
    a, t = random.choice(samples)
    net.feedForward(a)
    net.backProp(t)
    recent = (recent * 100 + net.error) / 101
    if p % 2000 == 0:
        print("Pass", p, "Inputs:", a, "Outputs:", net.getResults(), "Targets:", t, "recent average error:", round(recent, 4))

for a, t in samples:
    print(a, t, ask(a))
