import numpy as np
from sklearn.datasets import load_diabetes

data = load_diabetes()
X = data.data / data.data.std(axis=0)
y = ((data.target - data.target.mean()) / data.target.std())[:, None]
rng = np.random.default_rng(7)
mix = rng.permutation(len(X))
X, y = X[mix], y[mix]
trainset = (X[:120], y[:120])
validset = (X[120:260], y[120:260])
testset = (X[260:], y[260:])


class FFNN:
    def __init__(self, sizes):
        self.parameters = {}
        self.depth = len(sizes) - 1
        for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
            self.parameters["W%d" % i] = rng.normal(0, np.sqrt(1.5 / a), (a, b))
            self.parameters["b%d" % i] = np.zeros(b)

    def get_output(self, x):
        self.cache = [x]
        for i in range(self.depth):
            x = x @ self.parameters["W%d" % i] + self.parameters["b%d" % i]
            if i < self.depth - 1:
                x = np.tanh(x)
            self.cache.append(x)
        return x

    def gradients(self, d):
        grads = {}
        for i in reversed(range(self.depth)):
            if i < self.depth - 1:
                d = d * (1 - self.cache[i + 1] ** 2)
            grads["W%d" % i] = self.cache[i].T @ d
            grads["b%d" % i] = d.sum(axis=0)
            d = d @ self.parameters["W%d" % i].T
        return grads


class MeanSquaredError:
    def __init__(self, model, dataset):
        self.model, self.dataset = model, dataset

    def value(self):
        x, t = self.dataset
        return np.mean((self.model.get_output(x) - t) ** 2)

    def gradients(self, rows):
        x, t = self.dataset[0][rows], self.dataset[1][rows]
        return self.model.gradients(2 * (self.model.get_output(x) - t) / len(x))


class SGD:
    def __init__(self, loss, lr, momentum):
        self.loss, self.lr, self.momentum = loss, lr, momentum
        self.directions = {k: np.zeros_like(p) for k, p in loss.model.parameters.items()}

    def step(self, rows):
        for k, g in self.loss.gradients(rows).items():
            d = self.directions[k]
            d *= self.momentum
            d -= self.lr * g
            self.loss.model.parameters[k] += d


class EarlyStopping:
    def __init__(self, loss, lookahead, callback=None):
        self.loss, self.lookahead, self.callback = loss, lookahead, callback
        self.best_cost, self.best_epoch = np.inf, 0
        self.best_params = None

    def check(self, status):
        cost = self.loss.value()
        if cost < self.best_cost:
            self.best_cost, self.best_epoch = cost, status["epoch"]
            self.best_params = {k: p.copy() for k, p in self.loss.model.parameters.items()}
        elif status["epoch"] - self.best_epoch >= self.lookahead:
            if self.callback is not None:
                self.callback(self, status)
            return True
        return False


class Trainer:
    def __init__(self, optimizer, n, batch_size):
        self.optimizer, self.n, self.batch_size = optimizer, n, batch_size
        self.tasks, self.stops = [], []
        self.status = {"epoch": 0}

    def train(self, max_epoch):
        while self.status["epoch"] < max_epoch:
            self.status["epoch"] += 1
            order = rng.permutation(self.n)
            for k in range(0, self.n, self.batch_size):
                self.optimizer.step(order[k:k + self.batch_size])
            for task in self.tasks:
                task(self.status)
            if any([s.check(self.status) for s in self.stops]):
                break


def restore(stopping, status):
    print("stop at epoch", status["epoch"], "- back to epoch", stopping.best_epoch, "with", round(stopping.best_cost, 4))
    for k, p in stopping.best_params.items():
        model.parameters[k] = p


def show(status):
    if status["epoch"] % 20 == 0:
        print("epoch", status["epoch"], "train", round(train_loss.value(), 4), "valid", round(valid_loss.value(), 4))


model = FFNN([10, 40, 20, 1])
train_loss, valid_loss, test_loss = [MeanSquaredError(model, d) for d in (trainset, validset, testset)]
trainer = Trainer(SGD(train_loss, lr=0.01, momentum=0.9), len(trainset[0]), batch_size=10)
trainer.tasks.append(show)
early = EarlyStopping(valid_loss, lookahead=60, callback=restore)
trainer.stops.append(early)
trainer.train(max_epoch=300)
print("validation after training:", valid_loss.value(), " best seen:", early.best_cost)
print("test:", test_loss.value(), " variance of the test targets:", testset[1].var())
