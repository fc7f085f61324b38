import numpy
from scipy.special import expit
from sklearn.datasets import load_digits


# neural network class definition
class neuralNetwork:

    def __init__(self, inputnodes, hiddennodes, outputnodes, learningrate):
        self.inodes = inputnodes
        self.hnodes = hiddennodes
        self.onodes = outputnodes
        # link weight matrices, wih and who
        self.wih = numpy.random.normal(0.0, pow(self.inodes, -0.5), (self.hnodes, self.inodes))
        self.who = numpy.random.normal(0.0, pow(self.hnodes, -0.5), (self.onodes, self.hnodes))
        self.lr = learningrate
        self.activation_function = lambda x: expit(x)

    def train(self, inputs_list, targets_list):
        inputs = numpy.array(inputs_list, ndmin=2).T
        targets = numpy.array(targets_list, ndmin=2).T

        hidden_outputs = self.activation_function(numpy.dot(self.wih, inputs))
        final_outputs = self.activation_function(numpy.dot(self.who, hidden_outputs))

        output_errors = targets - final_outputs
        output_deltas = output_errors * final_outputs * (1.0 - final_outputs)
        # hidden layer error is the output deltas, split by weights, recombined at hidden nodes
        hidden_errors = numpy.dot(self.who.T, output_deltas)

        self.who += self.lr * numpy.dot(output_deltas, hidden_outputs.T)
        self.wih += self.lr * numpy.dot(hidden_errors * hidden_outputs * (1.0 - hidden_outputs), inputs.T)

    def query(self, inputs_list):
        inputs = numpy.array(inputs_list, ndmin=2).T
        hidden_outputs = self.activation_function(numpy.dot(self.wih, inputs))
        return self.activation_function(numpy.dot(self.who, hidden_outputs))


numpy.random.seed(8)
n = neuralNetwork(64, 50, 10, 0.3)

# I only took 250 of the digits so that it is quick
d = load_digits()
order = numpy.random.permutation(len(d.target))
train_idx, test_idx = order[:250], order[250:]

epochs = 20
for e in range(epochs):
    for i in numpy.random.permutation(train_idx):
        inputs = (d.data[i] / 16.0 * 0.99) + 0.01
        targets = numpy.zeros(10) + 0.01
        targets[d.target[i]] = 0.99
        n.train(inputs, targets)


def scorecard(idx):
    card = []
    for i in idx:
        outputs = n.query((d.data[i] / 16.0 * 0.99) + 0.01)
        card.append(1 if numpy.argmax(outputs) == d.target[i] else 0)
    return numpy.asarray(card)


print("performance train =", scorecard(train_idx).mean())
print("performance test  =", scorecard(test_idx).mean())
