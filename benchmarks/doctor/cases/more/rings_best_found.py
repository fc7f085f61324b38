import numpy as np


class NeuralNet:
    """one hidden layer (tanh), softmax on top, cross entropy"""

    def __init__(self, inputDim, hidDim, outputDim, eta):
        self.inputDim = inputDim
        self.hidDim = hidDim
        self.outputDim = outputDim
        self.eta = eta
        self.W1 = np.random.randn(inputDim, hidDim)
        self.b1 = np.zeros((1, hidDim))
        self.W2 = np.random.randn(hidDim, outputDim) / np.sqrt(hidDim)
        self.b2 = np.zeros((1, outputDim))

    def forwardProp(self, x):
        self.z1 = x.dot(self.W1) + self.b1
        self.a1 = np.tanh(self.z1)
        self.z2 = self.z1.dot(self.W2) + self.b2
        expz = np.exp(self.z2 - self.z2.max(axis=1, keepdims=True))
        return expz / expz.sum(axis=1, keepdims=True)

    def inSampleError(self, X, y):
        p = self.forwardProp(X)
        return -np.mean(np.log(p[np.arange(len(y)), y] + 1e-12))

    def StochasticGD(self, numIterations, X, y):
        #storage for the best performing weights in-sample
        bestError = 1000000 #very poor practice. Note to self: fix this
        bestW1 = np.zeros((self.inputDim, self.hidDim))
        bestb1 = np.zeros((1, self.hidDim))
        bestW2 = np.zeros((self.hidDim, self.outputDim))
        bestb2 = np.zeros((1, self.outputDim))

        for i in range(0, numIterations):
            #select random x_n to perform SGD
            n = np.random.randint(len(y))
            x_n = X[n,:]
            #the above line returns shape (2,) instead of (1,2), thus we have to reshape
            x_n = x_n.reshape((1, self.inputDim))
            #forward propagation and get the deltas
            p = self.forwardProp(x_n)
            delta2 = p.copy()
            delta2[0, y[n]] -= 1
            delta1 = delta2.dot(self.W2.T) * (1 - self.a1**2)

            dW2 = self.a1.T.dot(delta2)
            dW1 = x_n.T.dot(delta1)
            self.W2 -= self.eta * dW2
            self.b2 -= self.eta * delta2
            self.W1 -= self.eta * dW1
            self.b1 -= self.eta * delta1

            if i % 50 == 0:
                err = self.inSampleError(X, y)
                if err < bestError:
                    bestError = err
                    bestW1 = self.W1
                    bestb1 = self.b1
                    bestW2 = self.W2
                    bestb2 = self.b2
            if i % 4000 == 0:
                print("iteration", i, "in-sample", self.inSampleError(X, y), "best so far", bestError)

        self.W1, self.b1, self.W2, self.b2 = bestW1, bestb1, bestW2, bestb2
        return bestError


# three kinds of points: a disc and two rings around it
np.random.seed(9)
y = np.random.randint(0, 3, 210)
r = np.choose(y, [0.5, 1.4, 2.3]) + 0.17 * np.random.randn(210)
ang = np.random.uniform(0, 2 * np.pi, 210)
X = np.c_[r * np.cos(ang), r * np.sin(ang)]

net = NeuralNet(2, 16, 3, 0.25)
best = net.StochasticGD(20000, X, y)
print("best in-sample error found", best)
final = net.inSampleError(X, y)
print("in-sample error with the weights kept", final)
print("accuracy", np.mean(net.forwardProp(X).argmax(axis=1) == y))
