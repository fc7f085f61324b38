import numpy as np
from sklearn.datasets import make_moons


class Module:
    def sgd_step(self, lrate): pass  # For modules w/o weights


# Linear modules
#
# Each linear module has a forward method that takes in a batch of
# activations A (from the previous layer) and returns
# a batch of pre-activations Z.
#
# Each linear module has a backward method that takes in dLdZ and
# returns dLdA. This module also computes and stores dLdW and dLdW0,
# the gradients with respect to the weights.
class Linear(Module):
    def __init__(self, m, n):
        self.m, self.n = (m, n)         # (in size, out size)
        self.W0 = np.zeros([self.n, 1])  # (n x 1)
        self.W = np.random.normal(0, 1.0 * m ** (-.5), [m, n])  # (m x n)

    def forward(self, A):
        self.A = A   # (m x b)
        return self.W.T @ A + self.W0  # (n x b)

    def backward(self, dLdZ):  # dLdZ is (n x b), uses stored self.A
        self.dLdW = self.A @ dLdZ.T               # (m x n)
        self.dLdW0 = dLdZ.sum(axis=1, keepdims=True)  # (n x 1)
        return self.W @ dLdZ  # return dLdA (m x b)

    def sgd_step(self, lrate):  # Gradient descent step
        self.W = self.W - lrate * self.dLdW
        self.W0 = self.W0 - lrate * self.dLdW0


class Tanh(Module):
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dLdA):
        return dLdA * (1.0 - self.A ** 2)


class ReLU(Module):
    def forward(self, Z):
        self.A = np.maximum(0, Z)
        return self.A

    def backward(self, dLdA):
        return dLdA * (self.A != 0)


class SoftMax(Module):
    def forward(self, Z):
        e = np.exp(Z - Z.max(axis=0, keepdims=True))
        return e / e.sum(axis=0, keepdims=True)

    def backward(self, dLdZ):  # Assume that dLdZ is passed in
        return dLdZ

    def class_fun(self, Ypred):  # Return class indices
        return np.argmax(Ypred, axis=0)


class NLL(Module):
    def forward(self, Ypred, Y):
        self.Ypred = Ypred
        self.Y = Y
        return float(np.sum(-Y * np.log(Ypred)))

    def backward(self):  # Note, this is the derivative of loss with respect to the input of softmax
        return self.Ypred - self.Y


class Sequential:
    def __init__(self, modules, loss):
        self.modules = modules
        self.loss = loss

    def sgd(self, X, Y, iters=100, lrate=0.005):
        D, N = X.shape
        sum_loss = 0
        for it in range(iters):
            i = np.random.randint(N)
            Xt = X[:, i:i + 1]
            Yt = Y[:, i:i + 1]
            Ypred = self.forward(Xt)
            sum_loss += self.loss.forward(Ypred, Yt)
            err = self.loss.backward()
            self.backward(err)
            self.sgd_step(lrate)
            if it % 2000 == 1999:
                self.print_accuracy(it, X, Y, sum_loss)
                sum_loss = 0

    def forward(self, Xt):
        for m in self.modules:
            Xt = m.forward(Xt)
        return Xt

    def backward(self, delta):
        # Note reversed list of modules
        for m in self.modules[::-1]:
            delta = m.backward(delta)

    def sgd_step(self, lrate):
        for m in self.modules:
            m.sgd_step(lrate)

    def print_accuracy(self, it, X, Y, sum_loss):
        cf = self.modules[-1].class_fun
        acc = np.mean(cf(self.forward(X)) == cf(Y))
        print('Iteration =', it + 1, '\tAcc =', round(acc, 3), '\tLoss =', round(sum_loss / 2000, 4), flush=True)


def super_hard(n=300):
    pts, labels = make_moons(n, noise=0.15)
    Y = np.vstack([labels == 0, labels == 1]).astype(float)
    return pts.T, Y


X, Y = super_hard()
Xtest, Ytest = super_hard(500)
nn = Sequential([Linear(2, 10), ReLU(), Linear(10, 10), Tanh(), Linear(10, 2), SoftMax()], NLL())
nn.sgd(X, Y, iters=16000, lrate=0.05)
print('test', np.mean(nn.forward(Xtest).argmax(0) == Ytest.argmax(0)))
