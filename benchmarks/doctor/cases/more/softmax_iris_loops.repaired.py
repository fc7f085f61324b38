# multinomial logistic regression on iris, all written out with loops (coming from Java...)
import math
import numpy as np
from sklearn.datasets import load_iris

np.random.seed(6)

NUM_CLASSES = 3
NUM_FEATURES = 4
LEARNING_RATE = 0.5
EPOCHS = 121

iris = load_iris()
X = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
Y = iris.target
shuffled = np.random.permutation(len(Y))
X, Y = X[shuffled], Y[shuffled]

weights = np.array([[0.0] * NUM_FEATURES for _ in range(NUM_CLASSES)])
biases = np.array([0.0] * NUM_CLASSES)


def getScores(x):
    scores = []
    for c in range(NUM_CLASSES):
        s = biases[c]
        for f in range(NUM_FEATURES):
            s = s + weights[c][f] * x[f]
        scores.append(s)
    return scores


def getProbabilities(x):
    scores = getScores(x)
    top = max(scores)
    exps = [math.exp(s - top) for s in scores]
    total = sum(exps)
    return [e / total for e in exps]


def getLoss(X, Y):
    loss = 0.0
    for x, y in zip(X, Y):
        loss -= math.log(getProbabilities(x)[y] + 1e-12)
    return loss / len(Y)


def getAccuracy(X, Y):
    hits = 0
    for x, y in zip(X, Y):
        p = getProbabilities(x)
        if p.index(max(p)) == y:
            hits += 1
    return hits / len(Y)


def trainEpoch(X, Y):
    gradW = [[0.0] * NUM_FEATURES for _ in range(NUM_CLASSES)]
    gradB = [0.0] * NUM_CLASSES
    n = len(Y)
    for x, y in zip(X, Y):
        p = getProbabilities(x)
        for c in range(NUM_CLASSES):
            error = p[c] - (1 if c == y else 0)
            gradB[c] += error / n
            for f in range(NUM_FEATURES):
                gradW[c][f] += error * x[f] / n
    for c in range(NUM_CLASSES):
        biases[c] = biases[c] - LEARNING_RATE * gradB[c]
        for f in range(NUM_FEATURES):
            weights[c][f] = weights[c][f] - LEARNING_RATE * gradW[c][f]


for epoch in range(EPOCHS):
    trainEpoch(X[:100], Y[:100])
    if epoch % 30 == 0 or epoch == EPOCHS - 1:
        print("Epoch", epoch, "loss =", round(getLoss(X[:100], Y[:100]), 5), "accuracy =", getAccuracy(X[100:], Y[100:]))
