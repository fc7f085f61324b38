import numpy as np

np.random.seed(7)
# eight readings that all come from two hidden quantities
hid = np.random.rand(200, 2)
mix = np.random.rand(2, 8) * 2 - 1
D = hid @ mix + 0.02 * np.random.randn(200, 8)
X = D[:100]
Xnew = D[100:]

m, n = X.shape
k = 4


def g(x):
    return 1 / (1 + np.exp(-x))


def gPrime(x):
    return g(x) * (1 - g(x))


def cost(x, xhat):
    return (1.0 / (2 * m)) * np.trace(np.dot(x - xhat, (x - xhat).T))


w1 = np.random.randn(n, k) / np.sqrt(n)
b1 = np.random.randn(m, k) * 0.1
w2 = np.random.randn(k, n) / np.sqrt(k)
b2 = np.random.randn(m, n) * 0.1
w3 = np.random.randn(n, n) / np.sqrt(n)
b3 = np.random.randn(m, n) * 0.1


def run(x):
    z1 = x @ w1 + b1
    h1 = g(z1)
    z2 = h1 @ w2 + b2
    h2 = g(z2)
    xhat = h2 @ w3 + b3
    return z1, h1, z2, h2, xhat


alpha = 0.25
for it in range(8000):
    z1, h1, z2, h2, xhat = run(X)
    d3 = (xhat - X) / m
    d2 = d3 @ w3.T * gPrime(h2)
    d1 = d2 @ w2.T * gPrime(h1)
    w3 -= alpha * h2.T @ d3
    b3 -= alpha * d3
    w2 -= alpha * h1.T @ d2
    b2 -= alpha * d2
    w1 -= alpha * X.T @ d1
    b1 -= alpha * d1
    if it % 1000 == 0:
        print(it, cost(X, xhat))

print("new readings", cost(Xnew, run(Xnew)[4]))
