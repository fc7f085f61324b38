import numpy as np

# auto encoder in numpy, I checked every derivative by hand and numerically
np.random.seed(7)


def g(x):
    return 1 / (1 + np.exp(-x))


def cost(x, xhat):
    return ((x - xhat) ** 2).sum() / (2 * m)


m, n = 40, 5
trX = 0.1 + 0.8 * np.random.rand(m, n)

k = 8            # num of neurons in the hidden layer, shouldn't matter too much
numIter = 20000
learnRate = 2.0

w1 = np.random.randn(n, k)
b1 = np.zeros((1, k))
w2 = np.random.randn(k, n)
b2 = np.zeros((1, n))

for i in range(numIter):
    z2 = trX @ w1 + b1
    h = g(z2)
    xhat = g(h @ w2 + b2)

    d3 = (xhat - trX) * xhat * (1 - xhat) / m
    d2 = (d3 @ w2.T) * h * (1 - h)

    dw2 = h.T @ d3
    db2 = d3.sum(axis=0, keepdims=True)
    dw1 = trX.T @ d2
    db1 = d2.sum(axis=0, keepdims=True)

    w2 = w2 - learnRate * dw2
    b2 = b2 - learnRate * db2
    w1 = w1 - learnRate * dw1
    b1 = b1 - learnRate * db1

    if i % 2000 == 0:
        print("iteration", i, "cost", cost(trX, xhat))

print("x    =", np.round(trX[:3], 3))
print("xhat =", np.round(xhat[:3], 3))
