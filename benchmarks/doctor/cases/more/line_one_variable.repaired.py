import numpy as np
from sklearn.datasets import load_diabetes

# one feature first (bmi), then I will do it with all of them
bunch = load_diabetes()
data = np.column_stack((bunch.data[:, 2] * 20, (bunch.target - 150) / 75))[:160]
X = np.stack((np.ones(data.shape[0]), data[:, 0]), axis=-1)
y = data[:, 1]

m = X.shape[0]
iterations = 200
alpha = 0.01

theta = np.array([0.3, 0.5])


def h(X, theta):
    return np.matmul(X, theta)


def cost(X, y, theta, m):
    return 1 / (2 * m) * np.sum((h(X, theta) - y) ** 2)


# 1-variable gradient descent
cost_vals = []


def grad_descent(X, y, theta, m, alpha):
    for i in range(iterations):
        cost_vals.append(cost(X, y, theta, m))
        step0 = alpha / m * np.sum((h(X, theta) - y) * X[:, 0])
        step1 = alpha / m * np.sum((h(X, theta) - y) * X[:, 1])
        theta = theta - np.array([step0, step1]).reshape(theta.shape)
        if i % 50 == 0:
            print(i, cost_vals[-1], theta.ravel())
    return theta


theta = grad_descent(X, y, theta, m, alpha)
print('theta', theta.ravel())
slope, intercept = np.polyfit(X[:, 1], data[:, 1], 1)
print('polyfit', intercept, slope)
