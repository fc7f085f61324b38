import numpy
import scipy.special
from sklearn.datasets import load_iris

# my version of the three layer network of the book.
# the rule in the book says new = old - lr * slope, so why does the code add? I get good results all the same


class neuralNetwork:

    # initialise the neural network
    def __init__(self, inputnodes, hiddennodes, outputnodes, learningrate):
        self.inodes = inputnodes
        self.hnodes = hiddennodes
        self.onodes = outputnodes
        self.lr = learningrate

        # link weight matrices, the last column belongs to an input that is always 1
        self.wih = numpy.random.normal(0.0, pow(self.inodes, -0.5), (self.hnodes, self.inodes + 1))
        self.who = numpy.random.normal(0.0, pow(self.hnodes, -0.5), (self.onodes, self.hnodes + 1))

        self.activation_function = lambda x: scipy.special.expit(x)

    # train the neural network
    def train(self, inputs_list, targets_list):
        inputs = numpy.append(numpy.array(inputs_list, ndmin=2).T, [[1.0]], axis=0)
        targets = numpy.array(targets_list, ndmin=2).T

        hidden_outputs = self.activation_function(numpy.dot(self.wih, inputs))
        hidden_and_one = numpy.append(hidden_outputs, [[1.0]], axis=0)
        final_outputs = self.activation_function(numpy.dot(self.who, hidden_and_one))

        # output layer error is the (target - actual)
        output_errors = targets - final_outputs
        output_slopes = output_errors * final_outputs * (1.0 - final_outputs)
        # hidden layer error is the output_slopes, split by weights, recombined at hidden nodes
        hidden_errors = numpy.dot(self.who[:, :-1].T, output_slopes)

        # update the weights for the links between the hidden and output layers
        self.who += self.lr * numpy.dot(output_slopes, numpy.transpose(hidden_and_one))

        # update the weights for the links between the input and hidden layers
        self.wih += self.lr * numpy.dot(hidden_errors * hidden_outputs * (1.0 - hidden_outputs), numpy.transpose(inputs))

    # query the neural network
    def query(self, inputs_list):
        inputs = numpy.append(numpy.array(inputs_list, ndmin=2).T, [[1.0]], axis=0)
        hidden_outputs = self.activation_function(numpy.dot(self.wih, inputs))
        hidden_and_one = numpy.append(hidden_outputs, [[1.0]], axis=0)
        return self.activation_function(numpy.dot(self.who, hidden_and_one))


numpy.random.seed(11)
flowers = load_iris()
order = numpy.random.permutation(150)
train_rows, test_rows = order[:110], order[110:]
low, high = flowers.data[train_rows].min(axis=0), flowers.data[train_rows].max(axis=0)
scaled = (flowers.data - low) / (high - low) * 0.98 + 0.01

n = neuralNetwork(4, 8, 3, 0.2)

for e in range(60):
    numpy.random.shuffle(train_rows)
    for r in train_rows:
        targets = numpy.zeros(3) + 0.01
        targets[flowers.target[r]] = 0.99
        n.train(scaled[r], targets)

# scorecard for how well the network performs
scorecard = []
for r in test_rows:
    label = numpy.argmax(n.query(scaled[r]))
    scorecard.append(1 if label == flowers.target[r] else 0)

print("performance = ", numpy.asarray(scorecard).sum() / len(scorecard))
