import numpy as np
from sklearn.datasets import load_iris


class SimpleNN:
    def __init__(self, inputDim, hidDim, outputDim):
        self.inputDim = inputDim
        self.hidDim = hidDim
        self.outputDim = outputDim
        self.W1 = np.random.randn(inputDim, hidDim) * 0.5
        self.b1 = np.zeros((1, hidDim))
        self.W2 = np.random.randn(hidDim, outputDim) * 0.5
        self.b2 = np.zeros((1, outputDim))

    def softmax(self, s):
        e = np.exp(s - np.max(s))
        return e / np.sum(e)

    def propagate(self, x_n):
        self.a1 = x_n.dot(self.W1) + self.b1
        self.h1 = np.tanh(self.a1)
        return self.softmax(self.h1.dot(self.W2) + self.b2)

    def inSampleError(self, X, y):
        total = 0.0
        for k in range(len(y)):
            p = self.propagate(X[k].reshape(1, -1))
            total += -np.log(p[0, y[k]] + 1e-12)
        return total / len(y)

    def StochasticGD(self, numIterations, X, y, eta=0.05):
        # storage for the best performing weights in-sample
        bestError = 1000000
        history = []
        for i in range(numIterations):
            # select random x_n to perform SGD
            n = np.random.randint(len(y))
            # the line above returns shape (4,) so reshape it
            x_n = X[n, :].reshape((1, self.inputDim))
            p = self.propagate(x_n)
            delta2 = p.copy()
            delta2[0, y[n]] -= 1
            delta1 = delta2.dot(self.W2.T) * (1 - self.h1 ** 2)
            self.W2 -= eta * self.h1.T.dot(delta2)
            self.b2 -= eta * delta2
            self.W1 -= eta * x_n.T.dot(delta1)
            self.b1 -= eta * delta1
            if i % 200 == 0:
                e = self.inSampleError(X, y)
                history.append(e)
                if e < bestError:
                    bestError = e
                    bestWeights = [self.W1.copy(), self.b1.copy(), self.W2.copy(), self.b2.copy()]
                if i % 1000 == 0:
                    print(i, 'in-sample error', e)
        self.W1, self.b1, self.W2, self.b2 = bestWeights
        return history

    def predict(self, X):
        return np.array([np.argmax(self.propagate(row.reshape(1, -1))) for row in X])


iris = load_iris()
X = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
y = iris.target
nn = SimpleNN(4, 4, 3)
hist = nn.StochasticGD(4000, X, y)
print('accuracy', np.mean(nn.predict(X) == y))
print(nn.propagate(X[0:1]))
print(nn.propagate(X[100:101]))
