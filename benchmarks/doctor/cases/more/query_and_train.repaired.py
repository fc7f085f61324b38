# neural network class definition, after "make your own"
import numpy
import scipy.special
from sklearn.datasets import load_digits


class neuralNetwork:

    def __init__(self, inputnodes, hiddennodes, outputnodes, learningrate):
        self.inodes = inputnodes
        self.hnodes = hiddennodes
        self.onodes = outputnodes
        # link weight matrices, wih and who
        self.wih = numpy.random.normal(0.0, pow(self.inodes, -0.5), (self.hnodes, self.inodes))
        self.who = numpy.random.normal(0.0, pow(self.hnodes, -0.5), (self.onodes, self.hnodes))
        self.lr = learningrate
        self.activation_function = lambda x: scipy.special.expit(x)

    def train(self, inputs_list, targets_list):
        inputs = numpy.array(inputs_list, ndmin=2).T
        targets = numpy.array(targets_list, ndmin=2).T

        hidden_inputs = numpy.dot(self.wih, inputs)
        hidden_outputs = self.activation_function(hidden_inputs)
        final_inputs = numpy.dot(self.who, hidden_outputs)
        final_outputs = self.activation_function(final_inputs)

        # output layer error is the (target - actual)
        output_errors = targets - final_outputs
        # hidden layer error is the output_errors, split by weights, recombined at hidden nodes
        hidden_errors = numpy.dot(self.who.T, output_errors * final_outputs * (1.0 - final_outputs))

        self.who += self.lr * numpy.dot((output_errors * final_outputs * (1.0 - final_outputs)),
                                        numpy.transpose(hidden_outputs))
        self.wih += self.lr * numpy.dot((hidden_errors * hidden_outputs * (1.0 - hidden_outputs)),
                                        numpy.transpose(inputs))
        return float(numpy.sum(output_errors ** 2) / 2)

    def query(self, inputs_list):
        inputs = numpy.array(inputs_list, ndmin=2).T
        hidden_outputs = self.activation_function(numpy.dot(self.wih, inputs))
        return self.activation_function(numpy.dot(self.who, hidden_outputs))


digits = load_digits()
order = numpy.random.permutation(len(digits.target))
training_data_list, test_data_list = order[:1200], order[1200:]

n = neuralNetwork(64, 40, 10, 0.2)

for e in range(6):
    cost = 0.0
    for record in training_data_list:
        inputs = (digits.data[record] / 16.0 * 0.99) + 0.01
        targets = numpy.zeros(10) + 0.01
        targets[digits.target[record]] = 0.99
        cost += n.train(inputs, targets)
    scorecard = []
    for record in test_data_list:
        outputs = n.query((digits.data[record] / 16.0 * 0.99) + 0.01)
        scorecard.append(1 if numpy.argmax(outputs) == digits.target[record] else 0)
    print("epoch", e, "cost", cost / len(training_data_list), "performance =", sum(scorecard) / len(scorecard))
