import numpy as np


class Neural_Network(object):
    def __init__(self, input_, hidden_, output_, numHiddenLayer_, numExamples_):
        # Define Hyperparameters
        self.inputLayerSize = input_
        self.outputLayerSize = output_
        self.hiddenLayerSize = hidden_
        self.numHiddenLayer = numHiddenLayer_
        self.numExamples = numExamples_
        self.scalar = 0.03  # LEARNING RATE: Why does ReLU produce such large dJdW values?

        # in -> out
        self.weights = []  # stores matrices of each layer of weights
        self.z = []  # stores matrices of each layer of weighted sums
        self.a = []  # stores matrices of each layer of activity
        self.biases = []  # stores all biases

        for i in range(self.numHiddenLayer):
            # Biases for hidden layer
            self.biases.append(np.zeros((1, self.hiddenLayerSize)))
        # Biases for output layer
        self.biases.append(np.zeros((1, self.outputLayerSize)))

        # Weights (Parameters)
        sizes = [self.inputLayerSize] + [self.hiddenLayerSize] * self.numHiddenLayer + [self.outputLayerSize]
        for i in range(len(sizes) - 1):
            W = np.random.randn(sizes[i], sizes[i + 1]) * np.sqrt(2.0 / sizes[i])
            self.weights.append(W)

    def setBatchSize(self, numExamples):
        # Changes the number of rows (examples)
        self.numExamples = numExamples

    def relu(self, z):
        # Apply activation function
        return np.maximum(0, z)

    def reluPrime(self, z):
        # Derivative of activation function
        return np.where(z > 0, 1.0, 0.0)

    def forward(self, X):
        # Propagate outputs through network
        self.z = []
        self.a = []
        a = X
        for i in range(self.numHiddenLayer):
            self.z.append(np.dot(a, self.weights[i]) + self.biases[i])
            a = self.relu(self.z[-1])
            self.a.append(a)
        self.z.append(np.dot(a, self.weights[-1]) + self.biases[-1])
        self.a.append(self.z[-1])  # no relu on the output
        return self.a[-1]

    def costFunction(self, X, y):
        yHat = self.forward(X)
        return 0.5 * np.sum(np.square(y - yHat)) / len(X)

    def costFunctionPrime(self, X, y):
        # Compute derivative with respect to W and B
        yHat = self.forward(X)
        dJdW = [None] * len(self.weights)
        dJdB = [None] * len(self.weights)
        delta = (yHat - y) / len(X)
        for i in range(self.numHiddenLayer, -1, -1):
            below = X if i == 0 else self.a[i - 1]
            dJdW[i] = np.dot(below.T, delta)
            dJdB[i] = np.sum(delta, axis=0, keepdims=True)
            if i > 0:
                delta = np.dot(delta, self.weights[i].T) * self.reluPrime(self.z[i - 1])
        return dJdW, dJdB

    def train(self, X, y, iterations):
        for t in range(iterations):
            dJdW, dJdB = self.costFunctionPrime(X, y)
            for i in range(len(self.weights)):
                self.weights[i] = self.weights[i] - self.scalar * dJdW[i]
                self.biases[i] = self.biases[i] - self.scalar * dJdB[i]
            if t % 1000 == 0:
                print("Iteration", t, "Cost", self.costFunction(X, y), "largest dJdW", max(np.abs(d).max() for d in dJdW))


np.random.seed(5)
# hours of sleep, hours of study  ->  test score
hours = np.column_stack((np.random.uniform(4, 10, 60), np.random.uniform(0, 6, 60)))
score = 30 + 3.5 * hours[:, :1] + 8 * hours[:, 1:] - 0.6 * hours[:, 1:] ** 2

X = hours / np.amax(hours, axis=0)
y = score / 100  # Max test score is 100

nn = Neural_Network(2, 12, 1, 3, len(X))
print("cost before:", nn.costFunction(X, y))
nn.train(X, y, 5000)
print("cost after: ", nn.costFunction(X, y))
print(np.hstack((nn.forward(X), y))[:4])
