import math
import random


class Matrix:
    def __init__(self, rows, cols):
        self.rows = rows
        self.cols = cols
        self.data = [[0 for _ in range(cols)] for _ in range(rows)]

    @staticmethod
    def from_array(arr):
        m = Matrix(len(arr), 1)
        for i in range(len(arr)):
            m.data[i][0] = arr[i]
        return m

    def to_array(self):
        return [x for row in self.data for x in row]

    def randomize(self):
        for i in range(self.rows):
            for j in range(self.cols):
                self.data[i][j] = random.random() * 2 - 1

    @staticmethod
    def subtract(a, b):
        result = Matrix(a.rows, a.cols)
        for i in range(a.rows):
            for j in range(a.cols):
                result.data[i][j] = a.data[i][j] - b.data[i][j]
        return result

    @staticmethod
    def transpose(m):
        result = Matrix(m.cols, m.rows)
        for i in range(m.rows):
            for j in range(m.cols):
                result.data[j][i] = m.data[i][j]
        return result

    @staticmethod
    def matrix_multiply(a, b):
        result = Matrix(a.rows, b.cols)
        for i in range(a.rows):
            for j in range(b.cols):
                result.data[i][j] = sum(a.data[i][k] * b.data[k][j] for k in range(a.cols))
        return result

    @staticmethod
    def static_map(m, func):
        result = Matrix(m.rows, m.cols)
        for i in range(m.rows):
            for j in range(m.cols):
                result.data[i][j] = func(m.data[i][j])
        return result

    def map(self, func):
        # apply a function to every element of this matrix
        for i in range(self.rows):
            for j in range(self.cols):
                self.data[i][j] = func(self.data[i][j])
        return self

    def add(self, n):
        for i in range(self.rows):
            for j in range(self.cols):
                self.data[i][j] += n.data[i][j]

    def multiply(self, n):
        # hadamard product or scalar product
        for i in range(self.rows):
            for j in range(self.cols):
                self.data[i][j] *= n.data[i][j] if isinstance(n, Matrix) else n


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def dsigmoid(y):
    # return sigmoid(x) * (1 - sigmoid(x))
    return y * (1 - y)


class NeuralNetwork:
    def __init__(self, input_nodes, hidden_nodes, output_nodes):
        self.weights_ih = Matrix(hidden_nodes, input_nodes)
        self.weights_ho = Matrix(output_nodes, hidden_nodes)
        self.weights_ih.randomize()
        self.weights_ho.randomize()
        self.bias_h = Matrix(hidden_nodes, 1)
        self.bias_o = Matrix(output_nodes, 1)
        self.bias_h.randomize()
        self.bias_o.randomize()
        self.learning_rate = 0.3

    def feed_forward(self, input_array):
        inputs = Matrix.from_array(input_array)
        hidden = Matrix.matrix_multiply(self.weights_ih, inputs)
        hidden.add(self.bias_h)
        hidden.map(sigmoid)
        output = Matrix.matrix_multiply(self.weights_ho, hidden)
        output.add(self.bias_o)
        output.map(sigmoid)
        return output.to_array()

    def train(self, input_array, target_array):
        inputs = Matrix.from_array(input_array)
        hidden = Matrix.matrix_multiply(self.weights_ih, inputs)
        hidden.add(self.bias_h)
        hidden.map(sigmoid)
        outputs = Matrix.matrix_multiply(self.weights_ho, hidden)
        outputs.add(self.bias_o)
        outputs.map(sigmoid)

        targets = Matrix.from_array(target_array)
        output_errors = Matrix.subtract(targets, outputs)

        # output gradient
        gradients = Matrix.static_map(outputs, dsigmoid)
        gradients.multiply(output_errors)

        # hidden gradient
        hidden_errors = Matrix.matrix_multiply(Matrix.transpose(self.weights_ho), gradients)
        hidden_gradient = hidden.map(dsigmoid)
        hidden_gradient.multiply(hidden_errors)

        gradients.multiply(self.learning_rate)
        hidden_gradient.multiply(self.learning_rate)

        # calculate deltas
        weight_ho_deltas = Matrix.matrix_multiply(gradients, Matrix.transpose(hidden))
        weight_ih_deltas = Matrix.matrix_multiply(hidden_gradient, Matrix.transpose(inputs))

        # adjust the weights and biases
        self.weights_ho.add(weight_ho_deltas)
        self.bias_o.add(gradients)
        self.weights_ih.add(weight_ih_deltas)
        self.bias_h.add(hidden_gradient)


training_data = [
    ([0, 0], [0]),
    ([0, 1], [1]),
    ([1, 0], [1]),
    ([1, 1], [0]),
]

nn = NeuralNetwork(2, 4, 1)
for i in range(30000):
    inputs, targets = random.choice(training_data)
    nn.train(inputs, targets)
    if i % 5000 == 0:
        print(i, [round(nn.feed_forward(x)[0], 3) for x, _ in training_data])

for x, t in training_data:
    print(x, t, nn.feed_forward(x))
