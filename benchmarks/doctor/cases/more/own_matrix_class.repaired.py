import math
import random


class Matrix:
    def __init__(self, rows, cols):
        self.rows = rows
        self.cols = cols
        self.data = [[0.0] * cols for _ in range(rows)]

    @staticmethod
    def fromArray(arr):
        m = Matrix(len(arr), 1)
        for i in range(len(arr)):
            m.data[i][0] = arr[i]
        return m

    @staticmethod
    def subtract(a, b):
        r = Matrix(a.rows, a.cols)
        for i in range(a.rows):
            for j in range(a.cols):
                r.data[i][j] = a.data[i][j] - b.data[i][j]
        return r

    def toArray(self):
        return [v for row in self.data for v in row]

    def randomize(self):
        return self.map(lambda v: random.uniform(-1, 1))

    def add(self, n):
        if isinstance(n, Matrix):
            for i in range(self.rows):
                for j in range(self.cols):
                    self.data[i][j] += n.data[i][j]
        else:
            self.map(lambda v: v + n)
        return self

    @staticmethod
    def transpose(a):
        r = Matrix(a.cols, a.rows)
        for i in range(a.rows):
            for j in range(a.cols):
                r.data[j][i] = a.data[i][j]
        return r

    @staticmethod
    def product(a, b):
        assert a.cols == b.rows, "Columns of A must match rows of B."
        r = Matrix(a.rows, b.cols)
        for i in range(r.rows):
            for j in range(r.cols):
                r.data[i][j] = sum(a.data[i][k] * b.data[k][j] for k in range(a.cols))
        return r

    def multiply(self, n):
        # hadamard product or scalar
        if isinstance(n, Matrix):
            for i in range(self.rows):
                for j in range(self.cols):
                    self.data[i][j] *= n.data[i][j]
        else:
            self.map(lambda v: v * n)
        return self

    def map(self, func):
        for i in range(self.rows):
            for j in range(self.cols):
                self.data[i][j] = func(self.data[i][j])
        return self

    @staticmethod
    def mapped(a, func):
        r = Matrix(a.rows, a.cols)
        r.data = [[func(v) for v in row] for row in a.data]
        return r


def sigmoid(x):
    if x < -700:
        return 0.0
    return 1 / (1 + math.exp(-x))


def dsigmoid(y):
    # y has already been through sigmoid
    return y * (1 - y)


class NeuralNetwork:
    def __init__(self, ni, nh, no):
        self.weights_ih = Matrix(nh, ni).randomize()
        self.weights_ho = Matrix(no, nh).randomize()
        self.bias_h = Matrix(nh, 1).randomize()
        self.bias_o = Matrix(no, 1).randomize()
        self.learning_rate = 0.15

    def feed(self, input_array):
        inputs = Matrix.fromArray(input_array)
        hidden = Matrix.product(self.weights_ih, inputs)
        hidden.add(self.bias_h)
        hidden.map(sigmoid)
        output = Matrix.product(self.weights_ho, hidden)
        output.add(self.bias_o)
        output.map(sigmoid)
        return inputs, hidden, output

    def predict(self, input_array):
        return self.feed(input_array)[2].toArray()

    def train(self, input_array, target_array):
        inputs, hidden, outputs = self.feed(input_array)
        targets = Matrix.fromArray(target_array)
        output_errors = Matrix.subtract(targets, outputs)
        gradients = Matrix.mapped(outputs, dsigmoid).multiply(output_errors).multiply(self.learning_rate)
        hidden_errors = Matrix.product(Matrix.transpose(self.weights_ho), Matrix.mapped(outputs, dsigmoid).multiply(output_errors))
        weight_ho_deltas = Matrix.product(gradients, Matrix.transpose(hidden))
        hidden_gradient = Matrix.mapped(hidden, dsigmoid).multiply(hidden_errors).multiply(self.learning_rate)
        self.weights_ho.add(weight_ho_deltas)
        self.bias_o.add(gradients)
        self.weights_ih.add(Matrix.product(hidden_gradient, Matrix.transpose(inputs)))
        self.bias_h.add(hidden_gradient)
        return output_errors.toArray()[0]


training_data = [
    {'inputs': [0, 0], 'targets': [0]},
    {'inputs': [0, 1], 'targets': [1]},
    {'inputs': [1, 0], 'targets': [1]},
    {'inputs': [1, 1], 'targets': [0]},
]

nn = NeuralNetwork(2, 6, 1)
total = 0
for i in range(24000):
    data = random.choice(training_data)
    e = nn.train(data['inputs'], data['targets'])
    total += e * e
    if (i + 1) % 2000 == 0:
        print(i + 1, "mean squared error", total / 2000)
        total = 0

for d in training_data:
    print(d['inputs'], nn.predict(d['inputs']))
