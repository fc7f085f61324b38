import numpy as np
from sklearn.datasets import load_digits
import time

# digits, 64 -> 30 -> 10, tanh everywhere, targets are +1 / -1
# cost is MSE. the vectors are columns!

class Network():
    def __init__(self, sizes):
        self.sizes = sizes
        self.layers = len(sizes)
        self.weights = []
        self.biases = []
        for i in range(1, self.layers):
            self.weights.append(np.random.randn(sizes[i], sizes[i-1]) / np.sqrt(sizes[i-1]))
            self.biases.append(np.zeros((sizes[i], 1)))
        self.weight_templates = [np.zeros(w.shape) for w in self.weights]
        self.bias_templates = [np.zeros(b.shape) for b in self.biases]
        self.history = []

    def tanh(self, z):
        return np.tanh(z)

    def tanhDerivative(self, z):
        return 1 - np.tanh(z)**2

    def feedforward(self, inp, stop):
        # stop = how many layers to go through
        act = inp
        for i in range(stop):
            act = self.tanh(np.dot(self.weights[i], act) + self.biases[i])
        return act

    def feedforward2(self, inp, stop):
        # same as feedforward but the last one comes without activation
        act = self.feedforward(inp, stop-1)
        return np.dot(self.weights[stop-1], act) + self.biases[stop-1]

    def MSE(self, inp, desired):
        return np.sum((self.feedforward(inp, self.layers-1) - desired)**2)

    def transformer(self, label):
        d = -np.ones((10, 1))
        d[label] = 1
        return d

    def backprop(self, inp, desired):
        last = self.layers - 1
        out = self.feedforward(inp, last)
        delta = 2 * (out - desired) * self.tanhDerivative(self.feedforward2(inp, last))
        for l in range(last, 0, -1):
            self.weight_updates[l-1] += np.dot(delta, self.feedforward(inp, l-1).T)
            self.bias_updates[l-1] += delta
            if l > 1:
                delta = np.dot(self.weights[l-1].T, delta) * self.tanhDerivative(self.feedforward2(inp, l-1))

    def train(self, images, labels, learnRate, batchSize=20):
        self.bias_updates = [b for b in self.bias_templates]  # the changes of the biases are collected in here
        self.weight_updates = [w for w in self.weight_templates]  # and those of the weights
        count = 0
        for img, lab in zip(images, labels):
            count += 1
            self.backprop(img.reshape(64, 1), self.transformer(lab))
            if count % batchSize == 0:
                for l in range(self.layers-1):
                    self.weights[l] = self.weights[l] - learnRate * self.weight_updates[l] / batchSize
                    self.biases[l] = self.biases[l] - learnRate * self.bias_updates[l] / batchSize
                self.bias_updates = [b for b in self.bias_templates]
                self.weight_updates = [w for w in self.weight_templates]
        #print(self.weights[1][:3,:3])

    def predict(self, img):
        return int(np.argmax(self.feedforward(img.reshape(64, 1), self.layers-1)))

    def test(self, images, labels):
        right = 0
        for img, lab in zip(images, labels):
            if self.predict(img) == lab:
                right += 1
        return 100 * right / len(labels)


def shuffled(images, labels):
    p = np.random.permutation(len(labels))
    return images[p], labels[p]


if __name__ == '__main__':
    d = load_digits()
    images, labels = shuffled(d.data / 16.0, d.target)
    trainX, trainY = images[:1000], labels[:1000]
    testX, testY = images[1000:1400], labels[1000:1400]

    net = Network([64, 30, 10])
    print("before:", net.test(testX, testY))
    start = time.time()
    for epoch in range(8):
        trainX, trainY = shuffled(trainX, trainY)
        net.train(trainX, trainY, 0.1)
        acc = net.test(testX, testY)
        cost = np.mean([net.MSE(i.reshape(64, 1), net.transformer(l)) for i, l in zip(testX[:100], testY[:100])])
        net.history.append(acc)
        print("epoch", epoch+1, "accuracy", acc, "cost", round(cost, 4))
    print("took", round(time.time() - start, 1), "s")
    print(net.history)

    conf = np.zeros((10, 10), dtype=int)
    for i, l in zip(testX, testY):
        conf[l, net.predict(i)] += 1
    print(conf)
