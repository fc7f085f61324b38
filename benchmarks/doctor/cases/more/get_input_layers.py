import numpy as np
from sklearn.datasets import load_digits


class GetInput:
    def __init__(self):
        d = load_digits()
        order = np.random.RandomState(7).permutation(len(d.target))
        self.images = d.data[order] / 16
        self.labels = d.target[order]

    def get(self, i):
        inp = self.images[i].reshape(64, 1)
        expected = np.zeros((10, 1))
        expected[self.labels[i]][0] = 1
        return inp, expected


class Layer:
    def __init__(self, n_in, n_out):
        self.weights = np.random.randn(n_out, n_in) / np.sqrt(n_in)
        self.bias = np.zeros((n_out, 1))

    def calc_output(self, inputs):
        self.inputs = inputs
        self.outputs = np.matmul(self.weights, inputs) + self.bias
        self.fin_outputs = 1 / (1 + np.exp(-self.outputs))

    def slope(self):
        return self.fin_outputs * (1 - self.fin_outputs)


class Run:
    def __init__(self, num_inputs, num_hidden1, num_hidden2, num_outputs):
        self.num_outputs = num_outputs
        self.learningrate = 0.5
        self.get = GetInput()
        self.inputLayer = Layer(num_inputs, num_hidden1)
        self.hiddenLayer1 = Layer(num_hidden1, num_hidden2)
        self.hiddenLayer2 = Layer(num_hidden2, num_outputs)

    def runNN(self, inp):
        self.inputLayer.calc_output(inp)
        self.hiddenLayer1.calc_output(self.inputLayer.fin_outputs)
        self.hiddenLayer2.calc_output(self.hiddenLayer1.fin_outputs)
        self.NN_Output = self.hiddenLayer2.fin_outputs
        return self.NN_Output

    def calculate_cost(self, expected):
        error = 0
        for i in range(self.num_outputs):
            error += (self.NN_Output[i][0] - expected[i][0]) ** 2 / 2
        return error

    def train_one(self, inp, expected):
        self.runNN(inp)
        delta = self.NN_Output - expected

        change2 = np.multiply(delta, self.hiddenLayer2.fin_outputs)
        change1 = np.multiply(np.matmul(np.transpose(self.hiddenLayer2.weights), change2), self.hiddenLayer1.fin_outputs)
        change0 = np.multiply(np.matmul(np.transpose(self.hiddenLayer1.weights), change1), self.inputLayer.fin_outputs)

        for layer, change in ((self.hiddenLayer2, change2), (self.hiddenLayer1, change1), (self.inputLayer, change0)):
            layer.weights -= self.learningrate * np.matmul(change, np.transpose(layer.inputs))
            layer.bias -= self.learningrate * change
        return self.calculate_cost(expected)

    def test(self, first, last):
        right = 0
        guesses = [0] * 10
        for i in range(first, last):
            inp, expected = self.get.get(i)
            g = int(np.argmax(self.runNN(inp)))
            guesses[g] += 1
            if g == int(np.argmax(expected)):
                right += 1
        return right / (last - first), guesses


np.random.seed(11)
net = Run(64, 16, 16, 10)
for epoch in range(12):
    total = 0
    for i in range(1200):
        inp, expected = net.get.get(i)
        total += net.train_one(inp, expected)
    acc, guesses = net.test(1200, 1500)
    print("epoch", epoch, "cost", round(total / 1200, 4), "accuracy", round(acc, 3))
print("how often each digit was guessed:", guesses)
