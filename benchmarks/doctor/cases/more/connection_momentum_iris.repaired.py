import math
import random

import numpy as np
from sklearn import datasets, preprocessing


class Connection:
    def __init__(self, connected_neuron):
        self.connected_neuron = connected_neuron
        self.weight = np.random.normal()
        self.dWeight = 0.0


class Neuron:
    momentum = .001
    learning_rate = .1

    def __init__(self, layer):
        self.connections = list()
        self.error = float()
        self.gradient = float()
        self.output = float()
        # make first without connections to the left
        if layer is None:
            pass
        # connect neuron to layer before it
        else:
            for neuron in layer:
                connection = Connection(neuron)
                self.connections.append(connection)

    def add_error(self, err):
        self.error += err

    def sigmoid(self, x):
        return 1 / (1 + math.exp(-x * 1.0))

    def d_sigmoid(self, x):
        return x * (1.0 - x)

    def set_error(self, err):
        self.error = err

    def set_output(self, output):
        self.output = output

    def get_output(self):
        return self.output

    def feed_forward(self):
        output_sum = 0
        # no connections, no need to feed forward
        if len(self.connections) == 0:
            return
        for connection in self.connections:
            # output of node on left * its weight
            output_sum += connection.connected_neuron.get_output() * connection.weight
        self.set_output(self.sigmoid(output_sum))

    def back_propagate(self):
        # calculate gradient (error * derivative of sigmoid)
        self.gradient = self.error * self.d_sigmoid(self.output)
        # for each connection
        for connection in self.connections:
            # set your change in weight to momentum * output * gradient + learningrate * connections change in weight
            connection.dWeight = Neuron.learning_rate * (connection.connected_neuron.output * self.gradient) \
                + self.momentum * connection.dWeight
            # change error on the connected neuron
            connection.connected_neuron.add_error(connection.weight * self.gradient)
            # set your new weight equal to weight + change in weight
            connection.weight = connection.weight + connection.dWeight
        self.error = 0


class Network:
    def __init__(self, shape):
        print(shape)
        self.layers = list()
        for neurons in shape:
            # one layer, will append to layers
            layer = []
            for i in range(neurons):
                # first layer has no neurons to the left
                if len(self.layers) == 0:
                    layer.append(Neuron(None))
                # connect neuron to each node in the layer before it
                else:
                    layer.append(Neuron(self.layers[-1]))
            # bias node
            layer.append(Neuron(None))
            # set output of bias node to -1
            layer[-1].set_output(-1)
            self.layers.append(layer)

    # sets inputs of the first first layer
    def set_input(self, inputs):
        for i in range(len(inputs)):
            self.layers[0][i].set_output(inputs[i])

    # get error of the net given a target
    def get_error(self, target):
        err = 0
        for i in range(len(target)):
            e = (target[i] - self.layers[-1][i].get_output())
            err += e ** 2
        err /= len(target)
        return math.sqrt(err)

    # call the feed forward method on each node in the net
    def feed_forward(self):
        for layer in self.layers[1:]:
            for neuron in layer:
                neuron.feed_forward()

    # call the back propagate method for each neuron in the net
    def back_propagate(self, output):
        # find the error of the output
        for i in range(len(output)):
            self.layers[-1][i].set_error(output[i] - self.layers[-1][i].get_output())
        # back propagate in reverse so we are using the right weights
        for layer in self.layers[::-1]:
            for neuron in layer:
                neuron.back_propagate()

    def get_result(self):
        output = list()
        # loop though each neuron in output layer and get output
        for neuron in self.layers[-1]:
            output.append(neuron.get_output())
        # remove the bias node
        output.pop()
        return output


iris = datasets.load_iris()
data = preprocessing.scale(iris.data)
target = iris.target

net = Network([4, 5, 3])
order = list(range(len(data)))
for epoch in range(40):
    random.shuffle(order)
    err = 0
    for i in order:
        output = [0, 0, 0]
        output[target[i]] = 1
        net.set_input(data[i])
        net.feed_forward()
        net.back_propagate(output)
        err += net.get_error(output)
    if epoch % 5 == 0:
        print(epoch, err)

predictions = []
for row in data:
    net.set_input(row)
    net.feed_forward()
    predictions.append(int(np.argmax(net.get_result())))
print("predicted", predictions[:10], predictions[50:60], predictions[100:110])
print("accuracy", np.mean(np.array(predictions) == target))
