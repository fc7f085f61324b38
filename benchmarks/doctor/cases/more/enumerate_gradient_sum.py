import numpy as np
import math
from sklearn.datasets import load_digits

'''
Questions:
- Should the bias be inside the weights or "+ bias" (for gradient)
- Is the gradient of CE does it include 1/n
- do we need softmax prime??????????
'''


# return list of tuples (start,end) for slicing each batch X
def get_indexes(n, batchSize):
    indexes = []  # list of (start,end) for slicing each batch X
    index = 0
    for round in range(math.ceil(n / batchSize)):
        indexes.append((index, min(index + batchSize, n)))
        index += batchSize
    return indexes


# Neural network class
class NN(object):

    def __init__(self, X, y, hidden_size, num_neurons):
        self.X = X
        self.y = y
        self.input_size = X.shape[0]  # 64 + bias
        self.output_size = y.shape[0]  # 10
        self.hidden_size = hidden_size
        self.num_neurons = num_neurons
        self.weights = self.generateWeights()

    def generateWeights(self):
        weights = [np.random.randn(self.num_neurons, self.num_neurons) * 0.2 for layers in range(self.hidden_size - 1)]
        weight_input = np.random.randn(self.num_neurons, self.input_size) * 0.2
        weights.insert(0, weight_input)
        weight_output = np.random.randn(self.output_size, self.num_neurons) * 0.2
        weights.append(weight_output)
        return weights

    def foward(self, h):
        self.z = []
        self.h = [h]
        for weight in self.weights[:-1]:
            z = np.dot(weight, h)
            h = self.relu(z)
            self.z.append(z)
            self.h.append(h)
        z = np.dot(self.weights[-1], h)
        yhat = softmax(z)
        self.z.append(z)
        self.h.append(yhat)
        return yhat

    def backwards(self, x, y):
        gradient_w = [0 for w in self.weights]

        self.foward(x)

        # do backwards prop after doing first a foward prop
        g = (self.h[-1] - y) * self.sigmoid_prime(self.z[-1])
        gradient_w[-1] = np.dot(g, self.h[-2].T)
        g = np.dot(self.weights[-1].T, g)

        for layer in range(2, self.hidden_size + 2):
            g = g * self.relu_prime(self.z[-layer])
            gradient_w[-layer] = np.dot(g, self.h[-layer - 1].T)
            g = np.dot(self.weights[-layer].T, g)  # before we had -layer-1 but now it works as -layer

        return gradient_w

    def SGD(self, batch_size, epochs, epsilon):
        # randomize training set
        permute = np.random.permutation(self.X.shape[1])
        shuffled_X = self.X.T[permute].T
        shuffled_y = self.y.T[permute].T

        # get all indexes based on batch size
        rounds = get_indexes(self.X.shape[1], batch_size)

        for epoch in range(epochs):
            for start, finish in rounds:

                weight_gradient = [0 for w in self.weights]

                # calculate the backprop per one image and then sum all its weights
                for k in range(start, finish):
                    x = shuffled_X[:, k:k + 1]
                    y = shuffled_y[:, k:k + 1]
                    gradient_w = self.backwards(x, y)
                    for i, weightVal in enumerate(weight_gradient):
                        weightVal += gradient_w[i]

                for i, weight in enumerate(weight_gradient):
                    self.weights[i] -= epsilon * weight / (finish - start)

            yhat = self.foward(self.X)
            print(f"epoch {epoch} CE: {CE(yhat, self.y)}")

    def relu(self, z):
        return np.maximum(z, 0)

    def relu_prime(self, z):
        return (z > 0).astype(float)

    def sigmoid(self, z):
        """The sigmoid function."""
        return 1.0 / (1.0 + np.exp(-z))

    def sigmoid_prime(self, z):
        """Derivative of the sigmoid function."""
        return self.sigmoid(z) * (1 - self.sigmoid(z))


# Calculate Cross Entropy without regularization
def CE(yhat, y):
    ce = y * np.log(yhat + 1e-12)
    verticalSum = np.sum(ce, axis=0)
    celoss = np.mean(verticalSum) * -1
    return celoss


def softmax(z):
    e = np.exp(z - np.max(z, axis=0))
    return e / np.sum(e, axis=0)  # axis=0 means sum rows (10)


# input matrix has each picture as a column vector
def append_bias(matrix):
    bias = np.ones(matrix.shape[1])
    return np.r_[matrix, [bias]]


digits = load_digits()
X_tr = append_bias((digits.data[:1000] / 16).T)
y_tr = np.eye(10)[digits.target[:1000]].T
X_te = append_bias((digits.data[1000:] / 16).T)
y_te = digits.target[1000:]

nn = NN(X_tr, y_tr, 1, 30)
nn.SGD(10, 12, 0.1)

guess = np.argmax(nn.foward(X_te), axis=0)
print("test accuracy", np.mean(guess == y_te))
