# small digit reader, one picture after the other
import numpy
import scipy.special
from sklearn.datasets import load_digits

# neural network class definition
class neuralNetwork:

    def __init__(self, inputnodes, hiddennodes, outputnodes, learningrate):
        self.inodes = inputnodes
        self.hnodes = hiddennodes
        self.onodes = outputnodes

        # link weight matrices, w_i_j is the link from node i to node j in the next layer
        self.wih = numpy.random.normal(0.0, pow(self.inodes, -0.5), (self.hnodes, self.inodes))
        self.who = numpy.random.normal(0.0, pow(self.hnodes, -0.5), (self.onodes, self.hnodes))

        self.lr = learningrate
        self.activation_function = lambda x: scipy.special.expit(x)

    def train(self, inputs_list, targets_list):
        # columns
        inputs = numpy.array(inputs_list, ndmin=2).T
        targets = numpy.array(targets_list, ndmin=2).T

        hidden_inputs = numpy.dot(self.wih, inputs)
        hidden_outputs = self.activation_function(hidden_inputs)
        final_inputs = numpy.dot(self.who, hidden_outputs)
        final_outputs = self.activation_function(final_inputs)

        # error is (target - actual)
        output_errors = targets - final_outputs
        output_delta = output_errors * final_outputs * (1.0 - final_outputs)
        hidden_errors = numpy.dot(self.who.T, output_delta)

        self.who += self.lr * numpy.dot(output_delta, numpy.transpose(hidden_outputs))
        self.wih += self.lr * numpy.dot((hidden_errors * hidden_outputs * (1.0 - hidden_outputs)), numpy.transpose(inputs))

    def query(self, inputs_list):
        inputs = numpy.array(inputs_list, ndmin=2).T
        hidden_outputs = self.activation_function(numpy.dot(self.wih, inputs))
        return self.activation_function(numpy.dot(self.who, hidden_outputs))


numpy.random.seed(7)
data = load_digits()
images = data.data / 16.0 * 0.99 + 0.01
labels = data.target

n = neuralNetwork(64, 30, 10, 0.3)

epochs = 2
for e in range(epochs):
    for record in range(1200):
        targets = numpy.zeros(10) + 0.01
        targets[int(labels[record])] = 0.99
        n.train(images[record], targets)
    print("epoch", e + 1, "done")

# test the network
scorecard = []
for record in range(1200, len(labels)):
    outputs = n.query(images[record])
    label = numpy.argmax(outputs)
    if label == labels[record]:
        scorecard.append(1)
    else:
        scorecard.append(0)

scorecard_array = numpy.asarray(scorecard)
print("performance = ", scorecard_array.sum() / scorecard_array.size)
