from math import exp
import numpy as np
from sklearn.datasets import load_digits


class Layer:
    def __init__(self, num_in, num_out):
        self.weights = np.random.uniform(-0.3, 0.3, (num_out, num_in))
        self.bias = np.zeros((num_out, 1))

    def calc_sums(self, inp):
        self.inputs = inp
        self.sums = np.matmul(self.weights, inp) + self.bias
        return self.sums


class Run:
    def __init__(self, num_inputs, num_hidden, num_outputs):
        self.learningrate = 0.01
        self.num_outputs = num_outputs
        self.hiddenLayer = Layer(num_inputs, num_hidden)
        self.outputLayer = Layer(num_hidden, num_outputs)

    def softmax(self, z):
        z = z - np.max(z)
        e = np.array([[exp(v)] for v in z[:, 0]])
        return e / np.sum(e)

    def runNN(self, inp):
        self.hidden = np.tanh(self.hiddenLayer.calc_sums(inp))
        self.NN_Output = self.softmax(self.outputLayer.calc_sums(self.hidden))
        return self.NN_Output

    def calculate_cost(self, expected):
        error = 0
        for i in range(self.num_outputs):
            error -= expected[i][0] * np.log(self.NN_Output[i][0] + 1e-12)
        return error

    def learn(self, expected):
        delta = self.NN_Output - expected
        change = np.multiply(delta, self.NN_Output)
        back = np.matmul(np.transpose(self.outputLayer.weights), change)
        change_hidden = np.multiply(back, 1 - self.hidden ** 2)

        self.outputLayer.weights -= self.learningrate * np.matmul(change, np.transpose(self.outputLayer.inputs))
        self.outputLayer.bias -= self.learningrate * change
        self.hiddenLayer.weights -= self.learningrate * np.matmul(change_hidden, np.transpose(self.hiddenLayer.inputs))
        self.hiddenLayer.bias -= self.learningrate * change_hidden


np.random.seed(1)
digits = load_digits()
order = np.random.permutation(1797)
images = digits.data[order] / 16
labels = digits.target[order]

net = Run(64, 24, 10)
for lap in range(2):
    countTrue = 0
    total = 0
    for k in range(1400):
        inp = images[k].reshape(64, 1)
        expected = np.zeros((10, 1))
        expected[labels[k]][0] = 1
        out = net.runNN(inp)
        total += net.calculate_cost(expected)
        if np.argmax(out) == labels[k]:
            countTrue += 1
        net.learn(expected)
    print("lap", lap, "right:", round(countTrue / 1400, 3), "cost:", round(total / 1400, 3))

guesses = [int(np.argmax(net.runNN(images[k].reshape(64, 1)))) for k in range(1400, 1797)]
print("guesses on new digits:", guesses[:40])
