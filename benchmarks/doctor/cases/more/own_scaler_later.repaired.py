"""Heating demand of a building. Train on the first winters, test on the last one."""
import numpy as np


def make_winters(rng, n=1200):
    day = np.arange(n)
    outside = 6 - 6 * day / n + 5 * np.sin(day / 28.0) + rng.normal(0, 2, n)   # winters get colder
    wind = rng.gamma(2.0, 2.0, n)
    sun = rng.uniform(0, 8, n)
    people = 30 + rng.normal(0, 3, n)
    demand = 40 + 3.5 * (20 - outside) * (1 + 0.03 * wind) - 2.0 * sun - 0.8 * people
    return np.c_[outside, wind, sun, people], demand + rng.normal(0, 2, n)


class StandardScaler:
    def fit_transform(self, a):
        self.mean_ = a.mean(axis=0)
        self.scale_ = a.std(axis=0)
        return self.transform(a)

    def transform(self, a):
        return (a - self.mean_) / self.scale_

    def inverse_transform(self, a):
        return a * self.scale_ + self.mean_


rng = np.random.RandomState(4)
X, y = make_winters(rng)
y = y.reshape(-1, 1)
split = 900
X_train, X_test = X[:split], X[split:]
y_train, y_test = y[:split], y[split:]

xs, ys = StandardScaler(), StandardScaler()
X_train = xs.fit_transform(X_train)
y_train = ys.fit_transform(y_train)
X_test = xs.transform(X_test)

H = 16
W1 = rng.randn(4, H) * np.sqrt(1 / 4)
b1 = np.zeros((1, H))
W2 = rng.randn(H, 1) * np.sqrt(1 / H)
b2 = np.zeros((1, 1))
lr = 0.05

for epoch in range(201):
    idx = rng.permutation(split)
    for k in range(0, split, 50):
        xb, yb = X_train[idx[k:k + 50]], y_train[idx[k:k + 50]]
        a1 = np.tanh(xb.dot(W1) + b1)
        pred = a1.dot(W2) + b2
        d2 = 2 * (pred - yb) / len(xb)
        d1 = d2.dot(W2.T) * (1 - a1 ** 2)
        W2 -= lr * a1.T.dot(d2)
        b2 -= lr * d2.sum(axis=0, keepdims=True)
        W1 -= lr * xb.T.dot(d1)
        b1 -= lr * d1.sum(axis=0, keepdims=True)
    if epoch % 40 == 0:
        p = np.tanh(X_train.dot(W1) + b1).dot(W2) + b2
        print("epoch", epoch, "train mse", np.mean((p - y_train) ** 2))

p_test = ys.inverse_transform(np.tanh(X_test.dot(W1) + b1).dot(W2) + b2)
r2_test = float(1 - np.sum((p_test - y_test) ** 2) / np.sum((y_test - y_test.mean()) ** 2))
print("R2 on the last winter:", r2_test)
