import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split


class SimpleNN:
    """one hidden layer (tanh), softmax at the end, stochastic gradient descent on one flower at a time"""

    def __init__(self, inputDim, hidDim, outputDim, eta=0.05):
        self.inputDim = inputDim
        self.hidDim = hidDim
        self.outputDim = outputDim
        self.eta = eta
        self.W1 = np.random.normal(0, 0.5, (inputDim, hidDim))
        self.b1 = np.zeros((1, hidDim))
        self.W2 = np.random.normal(0, 0.5, (hidDim, outputDim))
        self.b2 = np.zeros((1, outputDim))

    def forwardProp(self, X):
        self.s1 = X.dot(self.W1) + self.b1
        self.x1 = np.tanh(self.s1)
        s2 = self.x1.dot(self.W2) + self.b2
        e = np.exp(s2 - s2.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def crossEntropyError(self, X, y):
        p = self.forwardProp(X)
        return -np.mean(np.log(p[np.arange(len(y)), y]))

    def StochasticGD(self, numIterations, X, y):
        for i in range(numIterations):
            # choose a random x_n
            n = np.random.randint(len(y))
            x_n = X[n, :].reshape((1, self.inputDim))

            probs = self.forwardProp(x_n)

            # derivative of the cross-entropy with softmax: subtract one
            delta2 = probs
            delta2[range(1)] -= 1
            delta1 = delta2.dot(self.W2.T) * (1 - np.power(self.x1, 2))

            dW2 = self.x1.T.dot(delta2)
            db2 = np.sum(delta2, axis=0, keepdims=True)
            dW1 = x_n.T.dot(delta1)
            db1 = np.sum(delta1, axis=0, keepdims=True)

            self.W2 -= self.eta * dW2
            self.b2 -= self.eta * db2
            self.W1 -= self.eta * dW1
            self.b1 -= self.eta * db1

            if i % 1000 == 0:
                print("iteration", i, " in-sample error", self.crossEntropyError(X, y))

    def predict(self, X):
        return np.argmax(self.forwardProp(X), axis=1)


np.random.seed(12)
data = load_iris()
features = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
X_train, X_test, y_train, y_test = train_test_split(features, data.target, test_size=0.3, stratify=data.target)

nn = SimpleNN(4, 4, 3)
nn.StochasticGD(3000, X_train, y_train)
print(nn.forwardProp(X_test)[:6])
print("test accuracy", np.mean(nn.predict(X_test) == y_test))
