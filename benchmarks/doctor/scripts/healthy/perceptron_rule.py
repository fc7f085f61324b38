import numpy as np


class Perceptron:
    """The rule of 1958: a step function, so nothing to differentiate."""

    def __init__(self, n_inputs, epochs=20, learning_rate=0.01):
        self.weights = np.zeros(n_inputs + 1)
        self.epochs = epochs
        self.learning_rate = learning_rate

    def predict(self, inputs):
        summation = np.dot(inputs, self.weights[1:]) + self.weights[0]
        return 1 if summation > 0 else 0

    def train(self, training_inputs, labels):
        for epoch in range(self.epochs):
            wrong = 0
            for inputs, label in zip(training_inputs, labels):
                prediction = self.predict(inputs)
                wrong += int(prediction != label)
                self.weights[1:] += self.learning_rate * (label - prediction) * inputs
                self.weights[0] += self.learning_rate * (label - prediction)
            print("epoch", epoch, "wrong", wrong)


training_inputs = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])
labels = np.array([1, 0, 0, 0])

perceptron = Perceptron(2)
perceptron.train(training_inputs, labels)
for row in training_inputs:
    print(row, perceptron.predict(row))
