# mini batch gradient descent for a linear model, houses exported from our listing sheet (ordered by area)
import numpy as np


def load_houses(n=400):
    area = np.sort(np.random.uniform(40, 260, n))
    rooms = np.round(area / 35 + np.random.uniform(-1, 1, n))
    age = np.random.uniform(0, 60, n)
    price = 30 + 1.1 * area + 0.004 * area ** 2 + 6 * rooms - 0.5 * age + np.random.normal(0, 25, n)
    return np.column_stack([area, rooms, age]), price


def scale(a):
    return (a - a.mean(axis=0)) / a.std(axis=0)


def predict(X, w, b):
    return X @ w + b


def mse(X, y, w, b):
    return np.mean((predict(X, w, b) - y) ** 2)


def minibatch_gd(X, y, lr=0.03, epochs=60, batch_size=20):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_batches = len(X) // batch_size
    history = []
    for epoch in range(epochs):
        for i in range(n_batches):
            Xb = X[i * batch_size:(i + 1) * batch_size]
            yb = y[i * batch_size:(i + 1) * batch_size]
            err = predict(Xb, w, b) - yb
            w = w - lr * 2 * Xb.T @ err / batch_size
            b = b - lr * 2 * err.mean()
        history.append(mse(X, y, w, b))
        if epoch % 10 == 0:
            print('epoch', epoch, 'mse', round(history[-1], 4))
    return w, b, history


X, price = load_houses()
X = scale(X)
y = scale(price)
w, b, history = minibatch_gd(X, y)
print('weights', w, 'bias', b)
print('R2', 1 - mse(X, y, w, b) / y.var())
