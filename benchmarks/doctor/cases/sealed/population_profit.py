import numpy as np

population = np.random.uniform(5, 22, 97)
profit = 1.2 * population - 4 + np.random.randn(97) * 1.5
data = np.column_stack([population, profit])

X = np.stack((np.ones(data.shape[0]), data[:, 0]), axis=-1)
y = data[:, 1]

m = X.shape[0]
iter = 1000

theta = np.array([[0.0], [0.0]])


def h(X, theta):
    return np.matmul(X, theta)


def cost(X, y, theta, m):
    return 1 / (2 * m) * np.sum((h(X, theta) - y) ** 2)


print(cost(X, y, theta, m))

cost_vals = []


def grad_decent(X, y, theta, m, alpha):
    theta1 = theta[0]
    theta2 = theta[1]
    for i in range(0, iter):
        theta = np.array([theta1, theta2])
        cost_vals.append(cost(X, y, theta, m))
        theta1 = theta1 - alpha / m * np.sum((h(X, theta) - y) * X[:, 0])
        theta2 = theta2 - alpha / m * np.sum((h(X, theta) - y) * X[:, 1])

    return np.array([theta1, theta2])


theta = grad_decent(X, y, theta, m, 0.005)
print(theta)
print(cost_vals[::100])
