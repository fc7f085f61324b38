import numpy as np
from sklearn.datasets import load_iris

np.random.seed(7)


def g(x):  # sigmoid
    return 1 / (1 + np.exp(-x))


def gGradient(x):  # derivative of sigmoid, as a diagonal matrix
    return g(x) * (1 - g(x))


def addBias(x):
    return np.hstack([x, np.ones((x.shape[0], 1))])


def cost(x, xhat):  # mean squared error between the data and what comes out of the machine
    return ((x - xhat) ** 2).sum() / (2 * x.shape[0])


raw = load_iris().data
trX = (raw - raw.min(axis=0)) / (raw.max(axis=0) - raw.min(axis=0))
m, n = trX.shape
k = 2  # neurons in the middle
numIter = 3000
learnRate = 2.0

w1 = np.random.randn(n + 1, k) * 0.5
w2 = np.random.randn(k + 1, n) * 0.5


def run(x):
    z2 = addBias(x).dot(w1)
    a2 = g(z2)
    z3 = addBias(a2).dot(w2)
    return z2, a2, z3, g(z3)


costs = []
for it in range(numIter):
    z2, a2, z3, xhat = run(trX)
    costs.append(cost(trX, xhat))

    delta3 = (xhat - trX) * gGradient(z3)
    delta2 = delta3.dot(w2[:-1].T) * gGradient(z2)
    grad2 = addBias(a2).T.dot(delta3) / m
    grad1 = addBias(trX).T.dot(delta2) / m

    w2 -= learnRate * grad2
    w1 -= learnRate * grad1
    if it % 300 == 0:
        print(it, costs[-1])

xhat = run(trX)[3]
print("final cost", cost(trX, xhat))
print("share of the variance kept", 1 - ((trX - xhat) ** 2).sum() / ((trX - trX.mean(axis=0)) ** 2).sum())
