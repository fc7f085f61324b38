import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


class NeuralNetwork:

    def __init__(self, inputNodes, hiddenNodes, outputNodes):
        self.inputNodes = inputNodes
        self.hiddenNodes = hiddenNodes
        self.outputNodes = outputNodes
        self.weightsInputHidden = np.random.normal(0.0, pow(inputNodes, -0.5), (hiddenNodes, inputNodes))
        self.weightsHiddenOutput = np.random.normal(0.0, pow(hiddenNodes, -0.5), (outputNodes, hiddenNodes))
        self.biasHidden = np.zeros((hiddenNodes, 1))
        self.biasOutput = np.zeros((outputNodes, 1))
        self.setLearningRate(0.1)

    def setLearningRate(self, value):
        self.learningRate = value

    def getLearningRate(self):
        return self.learningRate

    def activationFunction(self, x):
        return 1 / (1 + np.exp(-x))

    def query(self, inputsList):
        inputs = np.array(inputsList, ndmin=2).T
        hidden = self.activationFunction(np.dot(self.weightsInputHidden, inputs) + self.biasHidden)
        return self.activationFunction(np.dot(self.weightsHiddenOutput, hidden) + self.biasOutput)

    def train(self, inputsList, targetsList):
        inputs = np.array(inputsList, ndmin=2).T
        targets = np.array(targetsList, ndmin=2).T

        hiddenOutputs = self.activationFunction(np.dot(self.weightsInputHidden, inputs) + self.biasHidden)
        finalOutputs = self.activationFunction(np.dot(self.weightsHiddenOutput, hiddenOutputs) + self.biasOutput)

        outputErrors = targets - finalOutputs
        outputDeltas = outputErrors * finalOutputs * (1.0 - finalOutputs)
        hiddenErrors = np.dot(self.weightsHiddenOutput.T, outputDeltas)
        hiddenDeltas = hiddenErrors * hiddenOutputs * (1.0 - hiddenOutputs)

        lr = self.getLearningRate()
        self.weightsHiddenOutput += lr * np.dot(outputDeltas, hiddenOutputs.T)
        self.biasOutput += lr * outputDeltas
        self.weightsInputHidden += lr * np.dot(hiddenDeltas, inputs.T)
        self.biasHidden += lr * hiddenDeltas
        return float((outputErrors ** 2).sum())


def getAccuracy(network, records, labels):
    scorecard = []
    for record, label in zip(records, labels):
        guess = 1 if network.query(record)[0, 0] > 0.5 else 0
        scorecard.append(1 if guess == label else 0)
    return sum(scorecard) / len(scorecard)


np.random.seed(3)
cancer = load_breast_cancer()
records = cancer.data
labels = cancer.target
trainX, testX, trainY, testY = train_test_split(records, labels, test_size=0.25, random_state=7)

n = NeuralNetwork(30, 12, 1)
epochs = 40
for e in range(epochs):
    total = 0.0
    order = np.random.permutation(len(trainX))
    for k in order:
        total += n.train(trainX[k], trainY[k])
    if e % 5 == 0 or e == epochs - 1:
        print("epoch", e, "mean squared error", total / len(trainX), "test accuracy", getAccuracy(n, testX, testY))
