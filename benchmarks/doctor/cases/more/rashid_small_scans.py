# python notebook for Make Your Own Neural Network
# code for a 3-layer neural network, and code for learning the small digits dataset
import numpy
from sklearn.datasets import load_digits

# scipy.special for the sigmoid function expit() is not on this machine
def expit(x):
    return 1.0 / (1.0 + numpy.exp(-x))


# neural network class definition
class neuralNetwork:

    # initialise the neural network
    def __init__(self, inputnodes, hiddennodes, outputnodes, learningrate):
        # set number of nodes in each input, hidden, output layer
        self.inodes = inputnodes
        self.hnodes = hiddennodes
        self.onodes = outputnodes

        # link weight matrices, wih and who
        self.wih = numpy.random.normal(0.0, pow(self.inodes, 0.5), (self.hnodes, self.inodes))
        self.who = numpy.random.normal(0.0, pow(self.hnodes, -0.5), (self.onodes, self.hnodes))

        # learning rate
        self.lr = learningrate

        # activation function is the sigmoid function
        self.activation_function = lambda x: expit(x)

    # train the neural network
    def train(self, inputs_list, targets_list):
        # convert inputs list to 2d array
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

        # update the weights for the links between the hidden and output layers
        self.who += self.lr * numpy.dot((output_errors * final_outputs * (1.0 - final_outputs)), numpy.transpose(hidden_outputs))

        # update the weights for the links between the input and hidden layers
        self.wih += self.lr * numpy.dot((hidden_errors * hidden_outputs * (1.0 - hidden_outputs)), numpy.transpose(inputs))

    # query the neural network
    def query(self, inputs_list):
        inputs = numpy.array(inputs_list, ndmin=2).T
        hidden_outputs = self.activation_function(numpy.dot(self.wih, inputs))
        final_outputs = self.activation_function(numpy.dot(self.who, hidden_outputs))
        return final_outputs


numpy.random.seed(2)
input_nodes = 64
hidden_nodes = 40
output_nodes = 10
learning_rate = 0.2

n = neuralNetwork(input_nodes, hidden_nodes, output_nodes, learning_rate)

# every record is the label followed by the pixels, as in the csv of the book
d = load_digits()
records = numpy.c_[d.target, d.data]
numpy.random.shuffle(records)
training_data_list = records[:1200]
test_data_list = records[1200:]

# train the neural network, epochs is the number of times the training data set is used
epochs = 12
for e in range(epochs):
    for record in training_data_list:
        # scale and shift the inputs
        inputs = (record[1:] / 16.0 * 0.99) + 0.01
        # create the target output values (all 0.01, except the desired label which is 0.99)
        targets = numpy.zeros(output_nodes) + 0.01
        targets[int(record[0])] = 0.99
        n.train(inputs, targets)

# scorecard for how well the network performs, initially empty
scorecard = []
for record in test_data_list:
    label = numpy.argmax(n.query((record[1:] / 16.0 * 0.99) + 0.01))
    scorecard.append(1 if label == int(record[0]) else 0)

scorecard_array = numpy.asarray(scorecard)
print("performance = ", scorecard_array.sum() / scorecard_array.size)
