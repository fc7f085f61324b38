import numpy as np
import random

random.seed(7)
np.random.seed(7)


def standardise(table):
    table = np.asarray(table, dtype=float)
    return (table - table.mean(axis=0)) / (table.std(axis=0) + 1e-9)


class HousePriceNet:
    def __init__(self, inputs, hidden, lr):
        self.net = {
            1: {'w': np.random.randn(hidden, inputs) / np.sqrt(inputs), 'b': np.zeros((hidden, 1))},
            2: {'w': np.random.randn(1, hidden) / np.sqrt(hidden), 'b': np.zeros((1, 1))},
        }
        self.lr = lr
        self.price_mean, self.price_std = None, None

    def _forward(self, x):
        # x: features x samples
        a = {0: x}
        a[1] = np.tanh(self.net[1]['w'] @ a[0] + self.net[1]['b'])
        a[2] = self.net[2]['w'] @ a[1] + self.net[2]['b']
        return a

    def fit(self, features, prices, epochs, batch=20):
        prices = np.asarray(prices, dtype=float)
        self.price_mean, self.price_std = prices.mean(), prices.std()
        t = ((prices - self.price_mean) / self.price_std).reshape(1, -1)
        x = standardise(features).T
        self.feature_mean, self.feature_std = np.mean(features, axis=0), np.std(features, axis=0)
        for e in range(epochs):
            order = list(range(x.shape[1]))
            random.shuffle(order)
            for s in range(0, len(order), batch):
                pick = order[s:s + batch]
                a = self._forward(x[:, pick])
                d = {2: (a[2] - t[:, pick]) / len(pick)}
                d[1] = (self.net[2]['w'].T @ d[2]) * (1 - a[1] ** 2)
                for k in (1, 2):
                    self.net[k]['w'] -= self.lr * d[k] @ a[k - 1].T
                    self.net[k]['b'] -= self.lr * d[k].sum(axis=1, keepdims=True)
            if e % 20 == 0:
                out = self._forward(x)[2]
                print("epoch", e, "mse", float(np.mean((out - t) ** 2)))

    def predict(self, house):
        x = ((np.array([house]) - self.feature_mean) / self.feature_std).T
        out = self._forward(x)[2][0, 0]
        return out * self.price_std + self.price_mean


def invent_house():
    size = random.uniform(40, 220)
    rooms = max(1, int(size / 28 + random.gauss(0, 0.7)))
    age = random.uniform(0, 80)
    dist = random.uniform(0.5, 25)
    price = 1900 * size + 9000 * rooms - 0.25 * size * age * 20 - 3500 * dist + random.gauss(0, 6000)
    if dist < 4:
        price *= 1.25
    return [size, rooms, age, dist], price


houses = [invent_house() for _ in range(300)]
train_f, train_p = [h[0] for h in houses[:240]], [h[1] for h in houses[:240]]
test_f, test_p = [h[0] for h in houses[240:]], [h[1] for h in houses[240:]]

model = HousePriceNet(4, 12, 0.05)
model.fit(train_f, train_p, 200)
for f, p in list(zip(test_f, test_p))[:8]:
    print([round(v, 1) for v in f], "predicted", round(model.predict(f)), "paid", round(p))
