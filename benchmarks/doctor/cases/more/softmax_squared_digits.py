import numpy as np
from sklearn.datasets import load_digits

data, labels = load_digits(return_X_y=True)
data = (data - 8) / 8
onehot = np.zeros((labels.size, 10))
onehot[np.arange(labels.size), labels] = 1
split = 1300
trainX, trainY = data[:split], onehot[:split]
testX, testY = data[split:], labels[split:]


class NN:
    def __init__(self, shape, lr):
        self.lr = lr
        self.W = [np.random.uniform(-1, 1, (o, i)) / np.sqrt(i) for i, o in zip(shape, shape[1:])]
        self.B = [np.zeros((o, 1)) for o in shape[1:]]

    @staticmethod
    def sigmoid(v):
        return 1 / (1 + np.exp(-v))

    @staticmethod
    def softmax(v):
        e = np.exp(v - v.max())
        return e / e.sum()

    def feed(self, sample):
        acts = [sample.reshape(-1, 1)]
        for W, B in zip(self.W[:-1], self.B[:-1]):
            acts.append(self.sigmoid(W @ acts[-1] + B))
        acts.append(self.softmax(self.W[-1] @ acts[-1] + self.B[-1]))
        return acts

    def backprop(self, sample, wanted):
        acts = self.feed(sample)
        out = acts[-1]
        diff = out - wanted.reshape(-1, 1)
        delta = diff * out * (1 - out)
        for l in range(len(self.W) - 1, -1, -1):
            gradW = delta @ acts[l].T
            gradB = delta
            if l:
                delta = self.W[l].T @ delta * acts[l] * (1 - acts[l])
            self.W[l] = self.W[l] - self.lr * gradW
            self.B[l] = self.B[l] - self.lr * gradB
        return 0.5 * np.sum(diff ** 2)

    def accuracy(self, X, y):
        return np.mean([np.argmax(self.feed(s)[-1]) == c for s, c in zip(X, y)])


net = NN([64, 30, 10], lr=0.3)
for epoch in range(5):
    cost = 0
    for i in np.random.permutation(split):
        cost += net.backprop(trainX[i], trainY[i])
    print("epoch", epoch, "cost", cost / split, "test", net.accuracy(testX, testY))
