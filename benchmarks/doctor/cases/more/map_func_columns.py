import numpy as np
# from matplotlib import pyplot as plt

sigmoid = lambda x: 1 / (1 + np.exp(-x))
dsigmoid = lambda y: y * (1 - sigmoid(y))


def mapFunc(array, func):
    newArray = array.copy()
    for element in np.nditer(newArray, op_flags=['readwrite']):
        element[...] = func(element)
    return newArray


class NeuralNetwork:
    def __init__(self, input_nodes, hidden_nodes, output_nodes):
        self.input_nodes = input_nodes
        self.hidden_nodes = hidden_nodes
        self.output_nodes = output_nodes

        self.W_ih = np.random.uniform(-1, 1, (hidden_nodes, input_nodes))
        self.W_ho = np.random.uniform(-1, 1, (output_nodes, hidden_nodes))

        self.B_ih = np.random.uniform(-1, 1, (hidden_nodes, 1))
        self.B_ho = np.random.uniform(-1, 1, (output_nodes, 1))

        self.learningRate = 0.5

    def predict(self, inputs):
        H_output = np.dot(self.W_ih, inputs)
        H_output += self.B_ih
        H_output = mapFunc(H_output, sigmoid)

        O_output = np.dot(self.W_ho, H_output)
        O_output += self.B_ho
        O_output = mapFunc(O_output, sigmoid)

        return O_output

    def train(self, inputs, target):
        H_output = np.dot(self.W_ih, inputs)
        H_output += self.B_ih
        H_output = mapFunc(H_output, sigmoid)

        O_output = np.dot(self.W_ho, H_output)
        O_output += self.B_ho
        O_output = mapFunc(O_output, sigmoid)

        O_error = O_output - target

        O_gradient = mapFunc(O_output, dsigmoid)
        O_gradient = O_gradient * O_error * self.learningRate

        W_ho_delta = np.dot(O_gradient, np.transpose(H_output))

        H_error = np.dot(np.transpose(self.W_ho), O_error)

        H_gradient = mapFunc(H_output, dsigmoid)
        H_gradient = H_gradient * H_error * self.learningRate

        W_ih_delta = np.dot(H_gradient, np.transpose(inputs))

        self.W_ho -= W_ho_delta
        self.B_ho -= O_gradient
        self.W_ih -= W_ih_delta
        self.B_ih -= H_gradient


data = [
    {'inputs': [[0], [0]], 'targets': [[0]]},
    {'inputs': [[0], [1]], 'targets': [[1]]},
    {'inputs': [[1], [0]], 'targets': [[1]]},
    {'inputs': [[1], [1]], 'targets': [[0]]},
]

np.random.seed(7)
net = NeuralNetwork(2, 4, 1)

for i in range(10000):
    d = data[np.random.randint(4)]
    net.train(np.array(d['inputs'], dtype=float), np.array(d['targets'], dtype=float))
    if i % 2000 == 0:
        print(i, [round(float(net.predict(np.array(d['inputs'], dtype=float))[0, 0]), 3) for d in data])

answers = []
for d in data:
    answers.append(net.predict(np.array(d['inputs'], dtype=float))[0, 0])
    print(np.array(d['inputs']).ravel(), d['targets'], answers[-1])
