import numpy as np
from scipy import special
from sklearn.datasets import load_digits

digits = load_digits()
order = np.random.permutation(len(digits.data))
data, target = digits.data[order] / 16, digits.target[order]
TRAINING = [data[:1200], target[:1200]]
TESTING = [data[1200:], target[1200:]]


class Network:

    def __init__(self, num_hidden):
        self.input_size = 64
        self.output_size = 10
        self.num_hidden = num_hidden
        self.best = 0.
        self.same = 0

        hidden_layer = (np.random.rand(self.num_hidden, self.input_size + 1) - 0.5) / 4
        output_layer = (np.random.rand(self.output_size, self.num_hidden + 1) - 0.5) / 3
        self.layers = [hidden_layer, output_layer]
        self.iteration = 0.

    def train(self, batchsize, training):
        print('Network training with ' + str(batchsize) + ' examples')
        inputs = training[0][0:batchsize]
        targets = np.zeros((batchsize, 10))
        for i in range(batchsize):
            targets[i, training[1][i]] = 1

        while self.same < 3 and self.iteration < 25:
            for input_vector, target_vector in zip(inputs, targets):
                self.backpropagate(input_vector, target_vector)
            self.iteration += 1.
            accu = self.accuracy(TESTING)
            message = 'Iteration ' + str(int(self.iteration)).zfill(2) + ' Precision: ' + str(accu) + '%'
            if accu > self.best:
                self.same = 0
                self.best = accu
                message += ' R'
            else:
                self.same += 1
            print(message)

    def feed_forward(self, input_vector):
        outputs = []
        for layer in self.layers:
            input_with_bias = np.append(input_vector, 1)
            output = np.inner(layer, input_with_bias)
            output = special.expit(output)
            outputs.append(output)
            input_vector = output
        return outputs

    def backpropagate(self, input_vector, target):
        c = 5. / (self.iteration + 10)
        hidden_outputs, outputs = self.feed_forward(input_vector)

        # output layer
        output_deltas = outputs * (1 - outputs) * (outputs - target)
        self.layers[-1] -= c * np.outer(output_deltas, np.append(hidden_outputs, 1))

        # hidden layer
        hidden_deltas = hidden_outputs * (1 - hidden_outputs) * \
            np.dot(np.delete(self.layers[-1], 20, 1).T, output_deltas)
        self.layers[0] -= c * np.outer(hidden_deltas, np.append(input_vector, 1))

    def predict_one(self, input_vector):
        return np.argmax(self.feed_forward(input_vector)[-1])

    def accuracy(self, testing):
        right = 0
        for k in range(len(testing[1])):
            if self.predict_one(testing[0][k]) == testing[1][k]:
                right += 1
        return round(100 * right / len(testing[1]), 2)


nt1 = Network(40)
nt1.train(800, TRAINING)
