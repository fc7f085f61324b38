import numpy as np


class HousePriceNet:
    def __init__(self, n_inputs, n_hidden=20, lr=0.01):
        self.lr = lr
        self.w1 = np.random.randn(n_hidden, n_inputs) * np.sqrt(2.0 / n_inputs)
        self.b1 = np.zeros(n_hidden)
        self.w2 = np.random.randn(n_hidden) * np.sqrt(2.0 / n_hidden)
        self.b2 = 0.0

    def predict_one(self, house):
        self.z = self.w1 @ house + self.b1
        self.a = np.maximum(0, self.z)
        return self.w2 @ self.a + self.b2

    def predict(self, houses):
        return np.array([self.predict_one(h) for h in houses])

    def train(self, houses, prices, epochs):
        for epoch in range(epochs):
            for k in np.random.permutation(len(houses)):
                diff = self.predict_one(houses[k]) - prices[k]
                dz = diff * self.w2 * (self.z > 0)
                self.w2 -= self.lr * diff * self.a
                self.b2 -= self.lr * diff
                self.w1 -= self.lr * np.outer(dz, houses[k])
                self.b1 -= self.lr * dz
            if epoch % 5 == 0:
                err = self.predict(houses) - prices
                print('epoch', epoch, 'rmse', np.sqrt(np.mean(err ** 2)))


n = 300
living = np.random.normal(1800, 500, n)
lot = np.random.lognormal(8.5, 0.4, n)
baths = np.random.randint(1, 5, n)
year = np.random.randint(1950, 2020, n)
prices = 0.15 * living + 0.004 * lot + 18 * baths + 0.8 * (year - 1950) + np.random.normal(0, 15, n)   # in 1000 dollars

X = np.column_stack((living, lot, baths, year))
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = prices

net = HousePriceNet(X.shape[1])
net.train(X[:240], y[:240], 30)
print('predicted', np.round(net.predict(X[240:246]), 1))
print('actual   ', np.round(y[240:246], 1))
