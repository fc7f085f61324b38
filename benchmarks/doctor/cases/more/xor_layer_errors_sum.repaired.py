import numpy as np

# XOR with 2 - 4 - 1, my first network. Based on what I understood from the videos
training_inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
training_outputs = np.array([[0], [1], [1], [0]])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative(x):
    return x * (1 - x)


class NeuralNetwork():

    def __init__(self):
        np.random.seed(1)
        self.w1 = 2 * np.random.random((2, 4)) - 1
        self.w2 = 2 * np.random.random((4, 1)) - 1
        self.b1 = np.zeros((1, 4))
        self.b2 = np.zeros((1, 1))
        self.lr = 1.0

    def think(self, inputs):
        inputs = inputs.astype(float)
        self.hidden = sigmoid(np.dot(inputs, self.w1) + self.b1)
        self.output = sigmoid(np.dot(self.hidden, self.w2) + self.b2)
        return self.output

    def train(self, inputs, outputs, iterations):
        for i in range(iterations):
            output = self.think(inputs)

            error = outputs - output
            delta2 = error * sigmoid_derivative(output)

            hidden_error = np.dot(delta2, self.w2.T)
            delta1 = hidden_error * sigmoid_derivative(self.hidden)

            self.w2 += self.lr * np.dot(self.hidden.T, delta2)
            self.b2 += self.lr * np.sum(delta2, axis=0, keepdims=True)
            self.w1 += self.lr * np.dot(inputs.T, delta1)
            self.b1 += self.lr * np.sum(delta1, axis=0, keepdims=True)

            if i % 1000 == 0:
                print("Error:", np.mean(np.abs(error)))


if __name__ == "__main__":
    nn = NeuralNetwork()

    print("Random starting weights:")
    print(nn.w1)
    print(nn.w2)

    nn.train(training_inputs, training_outputs, 8000)

    print("Weights after training:")
    print(nn.w1)
    print(nn.w2)

    for a, b in zip(training_inputs, training_outputs):
        print(a, b, nn.think(np.array([a])))
