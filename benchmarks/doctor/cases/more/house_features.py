import numpy as np

rng = np.random.RandomState(8)
m = 220
size = rng.uniform(45, 220, m)
rooms = np.round(size / 32 + rng.normal(0, 0.8, m)).clip(1)
age = rng.uniform(0, 70, m)
distance = rng.exponential(6, m)
price = 2.1 * size + 9 * rooms - 1.3 * age - 4.5 * distance + 40 + rng.normal(0, 18, m)


class LinearRegressionGD:
    """ ordinary least squares, by gradient descent, one partial derivative at a time """

    def __init__(self, eta=0.05, n_iter=400):
        self.eta = eta
        self.n_iter = n_iter

    def fit(self, X, y):
        n = X.shape[1]
        self.w = np.zeros((n, 1))
        self.b = 0.0
        self.history = []
        for it in range(self.n_iter):
            y_hat = self.predict(X)
            error = y_hat - y
            self.history.append(np.mean(error ** 2))
            grad = np.zeros((n, 1))
            for j in range(n):
                grad[j] = 2 * np.mean(error * X[:, j:j + 1])
            self.w = self.w - self.eta * grad
            self.b = self.b - self.eta * 2 * np.mean(error)
            if it % 50 == 0 or it == self.n_iter - 1:
                print('iteration', it, 'mse', self.history[-1])
        return self

    def predict(self, X):
        return X.dot(self.w) + self.b


def standardize(a):
    return (a - a.mean(axis=0)) / a.std(axis=0)


X = standardize(np.column_stack([size, rooms, age, distance]))
y = standardize(price)

model = LinearRegressionGD().fit(X, y)
print('weights', model.w.ravel(), 'bias', model.b)
print('first five predictions', model.predict(X[:5]).ravel())
print('first five prices     ', y[:5])
