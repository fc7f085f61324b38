import numpy as np
from sklearn.datasets import load_breast_cancer


class Optimizer:
    def __init__(self, learning_rate, decay=0.0):
        self.learning_rate = learning_rate
        self.decay = decay
        self.iterations = 0

    def rate(self):
        self.learning_rate *= 1.0 / (1.0 + self.decay * self.iterations)
        return self.learning_rate

    def run_epoch(self, nn, X, Y, batchsize):
        order = np.random.permutation(len(X))
        for start in range(0, len(X), batchsize):
            pick = order[start:start + batchsize]
            grad = nn.backpropagation(X[pick], Y[pick])
            self.lr = self.rate()
            self.update(nn.weights, grad)
            self.iterations += 1


class Sgd(Optimizer):
    def __init__(self, learning_rate=0.1, momentum=0.9, decay=0.0):
        super().__init__(learning_rate, decay)
        self.momentum, self.velocity = momentum, None

    def update(self, weights, grad):
        if self.velocity is None:
            self.velocity = np.zeros_like(weights)
        self.velocity = self.momentum * self.velocity - self.lr * grad
        weights += self.velocity


class Adam(Optimizer):
    def __init__(self, learning_rate=0.002, beta1=0.9, beta2=0.999, decay=0.01):
        super().__init__(learning_rate, decay)
        self.beta1, self.beta2, self.m, self.r = beta1, beta2, 0.0, 0.0

    def update(self, weights, grad):
        t = self.iterations + 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        self.r = self.beta2 * self.r + (1 - self.beta2) * grad ** 2
        mhat = self.m / (1 - self.beta1 ** t)
        rhat = self.r / (1 - self.beta2 ** t)
        weights -= self.lr * mhat / (np.sqrt(rhat) + 1e-8)


class NeuralNet:
    """All weights lie in one long vector, layer after layer: bias first, then the matrix."""

    def __init__(self, *sizes):
        self.sizes = sizes
        n = sum((a + 1) * b for a, b in zip(sizes[:-1], sizes[1:]))
        self.weights = np.zeros(n)
        for b, W in self.layers(self.weights):
            W[...] = np.random.uniform(-1, 1, W.shape) * np.sqrt(6 / sum(W.shape))

    def layers(self, vec):
        pos = 0
        for a, b in zip(self.sizes[:-1], self.sizes[1:]):
            yield vec[pos:pos + b], vec[pos + b:pos + b + a * b].reshape(a, b)
            pos += (a + 1) * b

    def predict(self, X, keep=None):
        last = len(self.sizes) - 2
        for i, (b, W) in enumerate(self.layers(self.weights)):
            if keep is not None:
                keep.append(X)
            X = X @ W + b
            X = 1 / (1 + np.exp(-X)) if i == last else np.tanh(X)
        return X

    def backpropagation(self, X, Y):
        acts = []
        delta = (self.predict(X, acts) - Y) / len(X)
        grad = np.zeros_like(self.weights)
        parts = list(zip(acts, self.layers(self.weights), self.layers(grad)))
        for i in range(len(parts) - 1, -1, -1):
            a, (_, W), (db, dW) = parts[i]
            dW[...] = a.T @ delta
            db[...] = delta.sum(axis=0)
            if i > 0:
                delta = delta @ W.T * (1 - a ** 2)
        return grad

    def loss(self, X, Y):
        p = np.clip(self.predict(X), 1e-12, 1 - 1e-12)
        return -np.mean(Y * np.log(p) + (1 - Y) * np.log(1 - p))


cancer = load_breast_cancer()
X = (cancer.data - cancer.data.mean(axis=0)) / cancer.data.std(axis=0)
Y = cancer.target.reshape(-1, 1)
mix = np.random.permutation(len(X))
X, Y = X[mix], Y[mix]
Xtrain, Ytrain, Xtest, Ytest = X[:400], Y[:400], X[400:], Y[400:]

results = {}
for name, opt in (("sgd", Sgd()), ("adam", Adam())):
    nn = NeuralNet(30, 12, 8, 1)
    print(name, "start", nn.loss(Xtrain, Ytrain))
    for epoch in range(1, 31):
        opt.run_epoch(nn, Xtrain, Ytrain, batchsize=10)
        if epoch % 10 == 0:
            print(name, "epoch", epoch, "lr %.2e" % opt.lr, "loss", nn.loss(Xtrain, Ytrain), "test", nn.loss(Xtest, Ytest))
    results[name] = nn
