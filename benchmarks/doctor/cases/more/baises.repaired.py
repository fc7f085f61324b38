import numpy as np
import random


class MLPClassifier(object):
    """
    Multi layer perceptron, sigmoid everywhere, quadratic cost.
    layers: e.g. [2, 6, 1]
    """

    def __init__(self, layers, rate=1.0, batch=10, verbose=True):
        self.layers = layers
        self.num = len(layers)
        self.rate = rate
        self.batch = batch
        self.verbose = verbose
        self.biases = [np.zeros((k, 1)) for k in layers[1:]]
        self.baises = None
        self.weights = [np.random.randn(k, j) * 1.5 for j, k in zip(layers[:-1], layers[1:])]
        self.log = []

    def sigmoid(self, z):
        return 1.0 / (1.0 + np.exp(-z))

    def feed(self, x):
        for w, b in zip(self.weights, self.biases):
            x = self.sigmoid(np.dot(w, x) + b)
        return x

    def update(self, chunk):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in chunk:
            db, dw = self.backprop(x, y)
            nabla_b = [nb + d for nb, d in zip(nabla_b, db)]
            nabla_w = [nw + d for nw, d in zip(nabla_w, dw)]
        self.weights = [w - (self.rate / len(chunk)) * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (self.rate / len(chunk)) * nb for b, nb in zip(self.biases, nabla_b)]

    def backprop(self, x, y):
        db = [None] * (self.num - 1)
        dw = [None] * (self.num - 1)
        acts = [x]
        for w, b in zip(self.weights, self.biases):
            acts.append(self.sigmoid(np.dot(w, acts[-1]) + b))
        delta = (acts[-1] - y) * acts[-1] * (1 - acts[-1])
        db[-1] = delta
        dw[-1] = np.dot(delta, acts[-2].T)
        for l in range(2, self.num):
            delta = np.dot(self.weights[-l + 1].T, delta) * acts[-l] * (1 - acts[-l])
            db[-l] = delta
            dw[-l] = np.dot(delta, acts[-l - 1].T)
        return db, dw

    def fit(self, X, Y, epochs=30):
        pairs = [(x.reshape(-1, 1), np.array([[t]])) for x, t in zip(X, Y)]
        for e in range(epochs):
            random.shuffle(pairs)
            for k in range(0, len(pairs), self.batch):
                self.update(pairs[k:k + self.batch])
            self.log.append(self.score(X, Y))
            if self.verbose and e % 10 == 0:
                print("epoch", e, "accuracy", self.log[-1])
        return self

    def predict(self, X):
        return np.array([1 if self.feed(x.reshape(-1, 1))[0, 0] > 0.5 else 0 for x in X])

    def score(self, X, Y):
        return float(np.mean(self.predict(X) == Y))


# blood pressure / age like numbers, already scaled to something around 1
X = np.random.uniform(-1, 1, (200, 2)) * [1.0, 1.0]
Y = ((X[:, 0] > 0.0) & (X[:, 1] > -0.2)).astype(int)
X = X + [2.5, 2.0]

clf = MLPClassifier([2, 4, 1], rate=2.0)
clf.fit(X, Y, epochs=150)
print("final", clf.score(X, Y))
