import numpy as np
from sklearn.datasets import load_digits


def g(x):  # sigmoid activation function
    return 1 / (1 + np.exp(-x))


def gGradient(a):  # in terms of the output of g
    return a * (1 - a)


def cost(x, xhat):  # squared error between x and what the machine makes of it
    return ((x - xhat) ** 2).sum() / (2 * len(x))


np.random.seed(0)
trX = load_digits().data[:500] / 16.0
m, n = trX.shape
trX = np.hstack([trX, np.ones((m, 1))])     # column of ones for the bias

k = 1            # num of neurons in the hidden layer of the autoencoder, shouldn't matter too much
numIter = 3000
learnRate = 1.0

w1 = np.random.randn(n + 1, k) * 0.1        # input to hidden, shape (n+1, k)
w2 = np.random.randn(k + 1, n) * 0.1        # hidden (and its one) to output

for i in range(numIter):
    hidden = np.hstack([g(trX @ w1), np.ones((m, 1))])
    xhat = g(hidden @ w2)

    dOut = (xhat - trX[:, :n]) * gGradient(xhat)
    dHid = (dOut @ w2[:k].T) * gGradient(hidden[:, :k])

    w2 -= learnRate * hidden.T @ dOut / m
    w1 -= learnRate * trX.T @ dHid / m

    if i % 300 == 0:
        print("iteration", i, "cost", cost(trX[:, :n], xhat))

print("cost at the end", cost(trX[:, :n], xhat))
print("cost of the average picture", cost(trX[:, :n], trX[:, :n].mean(0) * np.ones((m, 1))))
print("first row, in :", trX[0, 18:24].round(2))
print("first row, out:", xhat[0, 18:24].round(2))
