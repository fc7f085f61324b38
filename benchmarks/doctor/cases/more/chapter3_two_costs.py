# chapter 3 of the book, whole mini batches as matrices. Is it right that sigmoid_prime does not
# occur in the delta of one of the costs? chapter 2 has it in there.
import numpy as np
from sklearn.datasets import load_iris

rng = np.random.default_rng(8)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


class QuadraticCost:
    @staticmethod
    def fn(a, y):
        return 0.5 * np.linalg.norm(a - y) ** 2 / y.shape[1]

    @staticmethod
    def delta(z, a, y):
        return (a - y) * sigmoid_prime(z)


class CrossEntropyCost:
    @staticmethod
    def fn(a, y):
        return np.sum(np.nan_to_num(-y * np.log(a) - (1 - y) * np.log(1 - a))) / y.shape[1]

    @staticmethod
    def delta(z, a, y):
        return a - y


class Net:
    def __init__(self, sizes, cost):
        self.cost = cost
        self.b = [rng.standard_normal((n, 1)) for n in sizes[1:]]
        self.w = [rng.standard_normal((n, m)) / np.sqrt(m) for m, n in zip(sizes, sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.b, self.w):
            a = sigmoid(w @ a + b)
        return a

    def step(self, x, y, eta):
        acts, zs = [x], []
        for b, w in zip(self.b, self.w):
            zs.append(w @ acts[-1] + b)
            acts.append(sigmoid(zs[-1]))
        delta = self.cost.delta(zs[-1], acts[-1], y)
        grads = [(delta @ acts[-2].T, delta.sum(axis=1, keepdims=True))]
        for l in range(2, len(acts)):
            delta = self.w[-l + 1].T @ delta * sigmoid_prime(zs[-l])
            grads.insert(0, (delta @ acts[-l - 1].T, delta.sum(axis=1, keepdims=True)))
        m = x.shape[1]
        for i, (gw, gb) in enumerate(grads):
            self.w[i] -= eta / m * gw
            self.b[i] -= eta / m * gb


iris = load_iris()
x = ((iris.data - iris.data.mean(0)) / iris.data.std(0)).T
y = np.eye(3)[iris.target].T
order = rng.permutation(150)
train, test = order[:110], order[110:]

nets = {}
for cost in (QuadraticCost, CrossEntropyCost):
    net = nets[cost.__name__] = Net([4, 8, 3], cost)
    for epoch in range(300):
        rng.shuffle(train)
        for k in range(0, len(train), 10):
            net.step(x[:, train[k:k + 10]], y[:, train[k:k + 10]], 0.5)
        if epoch % 60 == 0:
            print(cost.__name__, epoch, 'cost %.4f' % cost.fn(net.feedforward(x[:, train]), y[:, train]))
    out = net.feedforward(x[:, test])
    print(cost.__name__, 'test accuracy %.3f' % np.mean(out.argmax(0) == y[:, test].argmax(0)))
