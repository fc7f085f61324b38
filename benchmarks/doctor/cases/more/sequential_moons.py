import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

np.random.seed(12)


class FullyConnected:
    def __init__(self, fan_in, fan_out):
        limit = np.sqrt(6 / (fan_in + fan_out))
        self.weights = np.random.uniform(-limit, limit, size=(fan_in, fan_out))
        self.bias = np.zeros((1, fan_out))

    def forward(self, inputs):
        self.inputs = inputs
        return inputs.dot(self.weights) + self.bias

    def backward(self, upstream, learning_rate):
        grad_inputs = upstream.dot(self.weights.T)
        self.weights -= learning_rate * self.inputs.T.dot(upstream)
        self.bias -= learning_rate * upstream.sum(axis=0, keepdims=True)
        return grad_inputs


class LeakyReLU:
    def __init__(self, slope=0.01):
        self.slope = slope

    def forward(self, inputs):
        self.inputs = inputs
        return np.where(inputs > 0, inputs, self.slope * inputs)

    def backward(self, upstream, learning_rate):
        return upstream * np.where(self.inputs > 0, 1.0, self.slope)


class Sigmoid:
    def forward(self, inputs):
        self.out = 1 / (1 + np.exp(-inputs))
        return self.out

    def backward(self, upstream, learning_rate):
        return upstream * self.out * (1 - self.out)


class BinaryCrossEntropy:
    eps = 1e-9

    def __call__(self, p, y):
        return -np.mean(y * np.log(p + self.eps) + (1 - y) * np.log(1 - p + self.eps))

    def gradient(self, p, y):
        return (p - y) / (p * (1 - p) + self.eps) / y.size


class Sequential:
    def __init__(self, *layers):
        self.layers = layers
        self.loss = BinaryCrossEntropy()

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def fit(self, x, y, epochs, learning_rate, batch):
        for epoch in range(1, epochs + 1):
            order = np.random.permutation(len(x))
            total = 0
            for i in range(0, len(x), batch):
                rows = order[i:i + batch]
                p = self.predict(x[rows])
                total += self.loss(p, y[rows]) * len(rows)
                grad = self.loss.gradient(p, y[rows])
                for layer in reversed(self.layers):
                    grad = layer.backward(grad, learning_rate)
            if epoch % 20 == 0:
                print("Epoch {:3d} - loss: {:.4f}".format(epoch, total / len(x)))

    def score(self, x, y):
        labels = (self.predict(x) > 0.5).astype(int)
        return np.mean(labels == y)


X, y = make_moons(400, noise=0.15, random_state=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1)

net = Sequential(FullyConnected(2, 20), LeakyReLU(),
                 FullyConnected(20, 10), LeakyReLU(),
                 FullyConnected(10, 1), Sigmoid())
net.fit(X_train, y_train.reshape(-1, 1), epochs=120, learning_rate=0.3, batch=20)

test_score = net.score(X_test, y_test)
print("accuracy on the test set:", test_score)
