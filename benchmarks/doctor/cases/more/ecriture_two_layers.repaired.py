# -*- coding: utf-8 -*-
"""
2 layers Neural network applied to handwriting recognition
(the small 8x8 digits of scikit-learn instead of MNIST)
"""
import time
import numpy as np
from sklearn.datasets import load_digits

# =====================
#    Initialisation
# =====================

START_TIME = time.time()
data = load_digits()
TRAINING = (data.data[:1200] / 16., data.target[:1200])
TESTING = (data.data[1200:] / 16., data.target[1200:])

print('Import duration ' + str(round((time.time() - START_TIME), 2)) + 's')
print('----')


# =====================
#     Network class
# =====================

class Network:

    def __init__(self, num_hidden):
        self.input_size = 64
        self.output_size = 10
        self.num_hidden = num_hidden

        # Random weights, the last column of each layer is the bias
        hidden_layer = np.random.randn(self.num_hidden, self.input_size + 1) / 8
        output_layer = np.random.randn(self.output_size, self.num_hidden + 1) / 8
        self.layers = [hidden_layer, output_layer]
        self.iteration = 0.

        print('Initialization with random weight')
        print('-----')

    def train(self, batchsize, training, iterations=6):
        start_time = time.time()
        print('Network training with ' + str(batchsize) + ' examples')
        print('-----')
        inputs = training[0][0:batchsize]
        targets = np.zeros((batchsize, 10))
        for i in range(batchsize):
            targets[i, training[1][i]] = 1

        # Performs iterations
        while self.iteration < iterations:
            for input_vector, target_vector in zip(inputs, targets):
                self.backpropagate(input_vector, target_vector)
            self.iteration += 1.
            accu = self.accu(TESTING)
            message = 'Iteration ' + str(int(self.iteration)).zfill(2) + \
                ' (' + str(round(time.time() - start_time)).zfill(2) + 's) '
            message += 'Precision G:' + str(accu[1]).zfill(4) + '% Min:' + \
                str(accu[0]).zfill(4) + '% (' + str(int(accu[2])) + ')'
            print(message)

    def feed_forward(self, input_vector):
        """Returns the outputs of both layers by propagating the entry"""
        outputs = []
        for layer in self.layers:
            input_with_bias = np.append(input_vector, 1)   # Ajout constante
            output = np.inner(layer, input_with_bias)
            output = 1. / (1. + np.exp(-output))
            outputs.append(output)
            # The output is the input of the next layer
            input_vector = output
        return outputs

    def backpropagate(self, input_vector, target):
        """Reduce error for one input vector:
        Calculating the partial derivatives for each coeff then subtracts"""
        c = 10. / (self.iteration + 10)  # Learning coefficient
        hidden_outputs, outputs = self.feed_forward(input_vector)

        # Calculation of partial derivatives for the output layer and subtraction
        output_deltas = outputs * (1 - outputs) * (outputs - target)

        # Calculation of partial derivatives for the hidden layer and subtraction
        hidden_deltas = hidden_outputs * (1 - hidden_outputs) * \
            np.dot(np.delete(self.layers[-1], self.num_hidden, 1).T, output_deltas)
        self.layers[-1] -= c * np.outer(output_deltas, np.append(hidden_outputs, 1))
        self.layers[0] -= c * np.outer(hidden_deltas, np.append(input_vector, 1))

    def predict(self, input_vector):
        return self.feed_forward(input_vector)[-1]

    def predict_one(self, input_vector):
        return np.argmax(self.feed_forward(input_vector)[-1])

    def accu(self, testing):
        """The lowest precision digit and total"""
        res = np.zeros((10, 2))
        for k in range(len(testing[1])):
            if self.predict_one(testing[0][k]) == testing[1][k]:
                res[testing[1][k]] += 1
            else:
                res[testing[1][k]][1] += 1
        total = np.sum(res, axis=0)
        each = [res[k][0] / res[k][1] for k in range(len(res))]
        min_c = sorted(range(len(each)), key=lambda k: each[k])[0]
        return np.round([each[min_c] * 100, total[0] / total[1] * 100, min_c], 2)


np.random.seed(0)
nt1 = Network(40)
nt1.train(1200, TRAINING)


# =====================
#   Display functions
# =====================

# Rounding off the prints and scientific notation
np.set_printoptions(precision=2)
np.set_printoptions(suppress=True)


def aff(x, network):
    print('Display character #' + str(x))
    print('Target = ' + str(TESTING[1][x]))
    char = TESTING[0][x].reshape(8, 8)
    for row in char:
        print(''.join(str(int(round(v))) for v in row))
    pred = network.predict(TESTING[0][x])
    print('Prediction = ' + str(np.argmax(pred)))
    print(pred)


aff(5, nt1)
