import random
import numpy as np
from sklearn.datasets import load_digits

MINI_BATCH = 20


def tanh(z):
    return np.tanh(z)

def tanhDerivative(z):
    return 1 - np.tanh(z) ** 2

class Network:
    def __init__(self, sizes):
        #sizes is a list like [64,20,10], the first one is the input layer
        self.sizes = sizes
        self.weights = []
        self.biases = []
        self.weight_templates = [] #zeros in the shape of the weights
        self.bias_templates = [] #zeros in the shape of the biases
        for i in range(1, len(sizes)):
            self.weights.append(np.random.normal(0, 1/np.sqrt(sizes[i-1]), (sizes[i], sizes[i-1])))
            self.biases.append(np.zeros((sizes[i], 1)))
            self.weight_templates.append(np.zeros((sizes[i], sizes[i-1])))
            self.bias_templates.append(np.zeros((sizes[i], 1)))

    def feedforward(self, inp, stop=None):
        #output of layer number stop (0 is the input itself), of the last one if nothing is said
        if stop is None:
            stop = len(self.weights)
        for i in range(stop):
            inp = tanh(np.dot(self.weights[i], inp) + self.biases[i])
        return inp

    def feedforward2(self, inp, stop):
        #the same but without the activation function of the last step
        inp = self.feedforward(inp, stop - 1)
        return np.dot(self.weights[stop-1], inp) + self.biases[stop-1]

    def MSE(self, inp, desired):
        return float(np.mean((self.feedforward(inp) - desired) ** 2))

    def Transformer(self, label):
        #5 becomes [[-1],[-1],[-1],[-1],[-1],[1],[-1],...]
        ret = [[-1.0] for _ in range(10)]
        ret[label][0] = 1.0
        return np.array(ret)

    def train(self, data, learnRate, batchSize=MINI_BATCH):
        random.shuffle(data)
        self.bias_updates = [t.copy() for t in self.bias_templates] #will hold the changes needed for the biases
        self.weight_updates = [t.copy() for t in self.weight_templates] #will hold the changes needed for the weights
        count = 0
        for pixels, label in data:
            count += 1
            self.backpropagation(pixels, self.Transformer(label))
            if count % batchSize == 0:
                self.apply(learnRate, batchSize)
                self.bias_updates = [t.copy() for t in self.bias_templates] #start again from zero
                self.weight_updates = [t.copy() for t in self.weight_templates]

    def backpropagation(self, inp, desired):
        last = len(self.weights)
        #d mean((a-y)^2) / dz for the output layer
        error = 2 / 10 * (self.feedforward(inp) - desired) * tanhDerivative(self.feedforward2(inp, last))
        for layer in range(last, 0, -1):
            self.bias_updates[layer-1] += error
            self.weight_updates[layer-1] += np.dot(error, self.feedforward(inp, layer-1).T)
            if layer > 1:
                error = np.dot(self.weights[layer-1].T, error) * tanhDerivative(self.feedforward2(inp, layer-1))

    def apply(self, learnRate, batchSize):
        for i in range(len(self.weights)):
            self.weights[i] = self.weights[i] - learnRate * self.weight_updates[i] / batchSize
            self.biases[i] = self.biases[i] - learnRate * self.bias_updates[i] / batchSize

    def test(self, data):
        good = 0
        for pixels, label in data:
            if np.argmax(self.feedforward(pixels)) == label:
                good += 1
        return good / len(data) * 100


random.seed(5)
np.random.seed(5)
digits = load_digits()
everything = []
for row, label in zip(digits.data / 16, digits.target):
    data = []
    for item in row:
        data.append([item]) #[1,2,3] has to become [[1],[2],[3]]
    everything.append((np.array(data), int(label)))
random.shuffle(everything)
trainData, testData = everything[:1000], everything[1000:1500]

net = Network([64, 24, 10])
print(net.test(testData))
for epoch in range(12):
    net.train(trainData, 1.0)
    print(net.test(testData))
