import numpy as np


def g(x):  # sigmoid activation functions
    return 1 / (1 + np.exp(-x))  # same shape as x!


def through(err, x):  # err times gradient of sigmoid at x
    rows, cols = x.shape
    grad = np.zeros((cols, cols))
    for i in range(0, cols):
        grad[i, i] = g(x[0, i]) * (1 - g(x[0, i]))
    return np.dot(err, grad)


def with_ones(a):  # bias column
    return np.hstack([a, np.ones((a.shape[0], 1))])


class AutoEncoder:
    def __init__(self, n, k):
        self.n, self.k = n, k
        self.theta1 = np.random.uniform(-1, 1, (n + 1, k))   # last row belongs to the ones
        self.theta2 = np.random.uniform(-1, 1, (k + 1, n))
        self.J = []

    def run(self, x):
        z2 = np.dot(x, self.theta1)
        a2 = with_ones(g(z2))
        z3 = np.dot(a2, self.theta2)
        xhat = g(z3)
        return z2, a2, z3, xhat

    def cost(self, x, xhat):  # mean squared error between x the data and xhat the output of the machine
        return ((x[:, :-1] - xhat) ** 2).sum() / (2 * len(x))

    def grads(self, x):
        m = len(x)
        z2, a2, z3, xhat = self.run(x)
        d3 = through(xhat - x[:, :-1], z3) / m
        d2 = through(np.dot(d3, self.theta2[:-1].T), z2)
        return np.dot(x.T, d2), np.dot(a2.T, d3), xhat

    def fit(self, x, numIter, learnRate):
        for it in range(numIter):
            t1, t2, xhat = self.grads(x)
            self.theta1 -= learnRate * t1
            self.theta2 -= learnRate * t2
            self.J.append(self.cost(x, xhat))
            if it % (numIter // 10) == 0:
                print("iteration", it, "J =", self.J[-1])
            #if it > 10 and self.J[-1] > self.J[-2]: print("up!", it)
        return self


def make(m):
    t = np.random.rand(m, 2)
    cols = [t[:, 0], t[:, 1], 1 - t[:, 0], (t[:, 0] + t[:, 1]) / 2, 0.8 * t[:, 1]]
    return with_ones(0.1 + 0.8 * np.array(cols).T)


if __name__ == "__main__":
    # m = 1 ... fine
    # m = 2 ... not fine
    m = 30
    data = make(m)
    model = AutoEncoder(5, 3).fit(data, 6000, 3.0)
    final = model.run(data)[-1]
    print("x\n", np.round(data[:4, :-1], 3))
    print("xhat\n", np.round(final[:4], 3))
    print("column means", np.round(data.mean(axis=0), 3))
