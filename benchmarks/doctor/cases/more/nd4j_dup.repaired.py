import numpy as np

np.random.seed(12)


class MomentumUpdater:
    """Standard momentum: v = mu * v_prev - learning_rate * gradient(x), x += v"""

    def __init__(self, momentum, learning_rate):
        self.momentum = momentum
        self.learning_rate = learning_rate
        self.v = None

    def setStateViewArray(self, viewArray):
        viewArray[:] = 0.0
        self.v = viewArray

    def applyUpdater(self, gradient, iteration):
        if self.v is None:
            raise RuntimeError("Updater has not been initialized with view state")

        # gradient is overwritten by the step to take
        vPrev = self.v
        vPrev *= self.momentum
        vPrev -= self.learning_rate * gradient
        gradient[:] = vPrev


class Net:
    def __init__(self, n_in, n_hidden):
        self.sizes = [(n_in, n_hidden), (n_hidden,), (n_hidden, 1), (1,)]
        total = sum(int(np.prod(s)) for s in self.sizes)
        self.params = np.empty(total)
        self.gradients = np.empty(total)
        self.W1, self.b1, self.W2, self.b2 = self.views(self.params)
        self.dW1, self.db1, self.dW2, self.db2 = self.views(self.gradients)
        self.W1[:] = np.random.randn(n_in, n_hidden)
        self.b1[:] = np.random.randn(n_hidden)
        self.W2[:] = np.random.randn(n_hidden, 1) / np.sqrt(n_hidden)
        self.b2[:] = 0

    def views(self, flat):
        out, start = [], 0
        for s in self.sizes:
            n = int(np.prod(s))
            out.append(flat[start:start + n].reshape(s))
            start += n
        return out

    def output(self, x):
        self.h = np.tanh(x @ self.W1 + self.b1)
        return self.h @ self.W2 + self.b2

    def computeGradientAndScore(self, x, y):
        diff = self.output(x) - y
        n = len(x)
        self.dW2[:] = self.h.T @ diff * 2 / n
        self.db2[:] = 2 * diff.mean(axis=0)
        back = diff @ self.W2.T * (1 - self.h ** 2)
        self.dW1[:] = x.T @ back * 2 / n
        self.db1[:] = 2 * back.mean(axis=0)
        return np.mean(diff ** 2)


X = np.linspace(-3, 3, 120).reshape(-1, 1)
Y = np.sin(2 * X) + 0.3 * X

net = Net(1, 20)
updater = MomentumUpdater(momentum=0.95, learning_rate=0.003)
state = np.empty_like(net.params)
updater.setStateViewArray(state)

for iteration in range(4000):
    score = net.computeGradientAndScore(X, Y)
    updater.applyUpdater(net.gradients, iteration)
    net.params += net.gradients
    if iteration % 400 == 0:
        print("Score at iteration %d is %.5f, state %.5f" % (iteration, score, np.abs(state).max()))

print("final score", np.mean((net.output(X) - Y) ** 2))
