import numpy as np


class FeedForward:
    """ fully connected net, layer sizes in a list, trained on mean squared error """

    def __init__(self, layers, lr=0.3):
        self.layers = layers
        self.lr = lr
        self.W = []
        self.B = []
        for i in range(len(layers) - 1):
            self.W.append(np.random.randn(layers[i], layers[i + 1]) / np.sqrt(layers[i]))
            self.B.append(np.zeros((1, layers[i + 1])))

    @staticmethod
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    @staticmethod
    def dsigmoid(y):
        return y * (1 - y)

    def forward(self, X):
        self.A = [X]
        for W, B in zip(self.W, self.B):
            self.A.append(self.sigmoid(self.A[-1].dot(W) + B))
        return self.A[-1]

    def backward(self, X, y):
        n = len(X)
        delta = 2 * (self.A[-1] - y) / n * self.dsigmoid(self.A[-1])
        grads = []
        for i in range(len(self.W) - 1, -1, -1):
            grads.insert(0, (self.A[i].T.dot(delta), delta.sum(axis=0, keepdims=True)))
            if i > 0:
                delta = delta.dot(self.W[i].T) * self.dsigmoid(self.A[i])
        for i, (dW, dB) in enumerate(grads):
            self.W[i] -= self.lr * dW
            self.B[i] -= self.lr * dB

    def train(self, X, y, epochs):
        for e in range(epochs):
            out = self.forward(X)
            self.backward(X, y)
            if e % (epochs // 10) == 0 or e == epochs - 1:
                print('epoch {:5d}  mse {:.4f}'.format(e, np.mean((out - y) ** 2)))


# concrete mixes: cement, water, slag, age  ->  compressive strength
np.random.seed(19)
N = 300
cement = np.random.uniform(120, 540, N)
water = np.random.uniform(125, 245, N)
slag = np.random.uniform(0, 320, N)
age = np.random.choice([3, 7, 14, 28, 56, 90], N)
strength = 0.09 * cement - 0.18 * water + 0.06 * slag + 9 * np.log(age) + np.random.normal(0, 3, N)

X = np.column_stack([cement, water, slag, np.log(age)])
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = strength.reshape(-1, 1)
y = (y - y.mean()) / y.std()

nn = FeedForward([4, 8, 1])
nn.train(X, y, 3000)
prediction = nn.forward(X)
print('prediction', prediction[:6].ravel().round(3))
print('measured  ', y[:6].ravel().round(3))
