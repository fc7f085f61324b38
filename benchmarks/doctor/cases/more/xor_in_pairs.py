import numpy as np

# port of the SGD of my (java) library. With mini batches of 2 XOR gets a worse
# error than with mini batches of 1, after the same number of epochs. Is the summing of the deltas off?


class Data:
    def __init__(self, inp, out):
        self.input = np.array(inp, dtype=float).reshape(1, -1)
        self.output = np.array(out, dtype=float).reshape(1, -1)


class Net:
    def __init__(self, sizes, rate):
        self.rate = rate
        self.W = [np.random.randn(a, b) for a, b in zip(sizes[:-1], sizes[1:])]
        self.B = [np.random.randn(1, b) for b in sizes[1:]]

    def feed(self, x):
        self.H = []
        for w, b in zip(self.W, self.B):
            x = 1.0 / (1.0 + np.exp(-(np.dot(x, w) + b)))
            self.H.append(x)
        return x

    def calculateError(self, expected):
        errors = [None] * len(self.W)
        out = self.H[-1]
        errors[-1] = (out - expected) * out * (1 - out)
        for i in range(len(self.W) - 2, -1, -1):
            errors[i] = np.dot(errors[i + 1], self.W[i + 1].T) * self.H[i] * (1 - self.H[i])
        return errors

    def backprop(self, inp, target):
        self.feed(inp)
        # Get the Errors which is also the Bias Delta
        Errors = self.calculateError(target)
        dCdW = [None] * len(Errors)
        dCdW[0] = np.dot(inp.T, Errors[0])
        for i in range(1, len(Errors)):
            dCdW[i] = np.dot(self.H[i - 1].T, Errors[i])
        return dCdW, Errors

    def update_mini_batch(self, mini_batch):
        # Get first deltas
        dW, dB = self.backprop(mini_batch[0].input, mini_batch[0].output)
        # Loop through the others and add
        for d in mini_batch[1:]:
            moreW, moreB = self.backprop(d.input, d.output)
            dW = [a + b for a, b in zip(dW, moreW)]
            dB = [a + b for a, b in zip(dB, moreB)]
        scale = self.rate / len(mini_batch)
        for i in range(len(self.W)):
            self.W[i] = self.W[i] - scale * dW[i]
            self.B[i] = self.B[i] - scale * dB[i]

    def SGD(self, data, mini_batch_size, epochs, verbose=False):
        for e in range(epochs):
            order = np.random.permutation(len(data))
            batches = [[data[k] for k in order[s:s + mini_batch_size]] for s in range(0, len(data), mini_batch_size)]
            for mb in batches:
                self.update_mini_batch(mb)
            if verbose and e % 1000 == 0:
                print("Trained: %d/%d" % (e, epochs), self.cost(data))

    def cost(self, data):
        return np.mean([0.5 * np.sum((self.feed(d.input) - d.output) ** 2) for d in data])


data = [Data([0, 0], [0]), Data([0, 1], [1]), Data([1, 0], [1]), Data([1, 1], [0])]

for size in (1, 2):
    np.random.seed(17)
    net = Net([2, 5, 1], 2.0)
    net.SGD(data, size, 3000, verbose=True)
    print("mini batches of", size, "cost", net.cost(data), [round(float(net.feed(d.input)[0, 0]), 3) for d in data])
