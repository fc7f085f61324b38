# implementation of univariate linear regression
# (translated from my Octave solution, where it works...)
import numpy as np


def cost_function(hypothesis, y, m):
    return (1 / (2 * m)) * ((hypothesis - y) ** 2).sum()


def hypothesis(X, theta):
    return X.dot(theta)


def gradient_descent(X, y, theta, m, alpha):
    for i in range(1500):
        temp1 = theta[0][0] - alpha * (1 / m) * (hypothesis(X, theta) - y).sum()
        temp2 = theta[1][0] - alpha * (1 / m) * ((hypothesis(X, theta) - y) * X[:, 1:2]).sum()
        theta[0][0] = temp1
        theta[1][0] = temp2
        if i % 100 == 0:
            print('iteration', i, 'cost', cost_function(hypothesis(X, theta), y, m))
    return theta


if __name__ == '__main__':
    # columns: length of the trip in 10 km, minutes on the road in 10 min
    data = np.array([
        [0.4, 0.9], [0.7, 1.1], [1.1, 1.9], [1.5, 2.1], [1.6, 2.6], [2.0, 2.7], [2.3, 3.4], [2.4, 3.0],
        [2.9, 3.9], [3.1, 4.4], [3.4, 4.2], [3.6, 4.9], [4.0, 5.2], [4.1, 5.6], [4.5, 5.7], [4.8, 6.5]])
    y = data[:, 1:2]
    m = y.size
    X = np.ones(shape=(m, 2))
    X[:, 1] = data[:, 0]
    theta = np.zeros(shape=(2, 1))
    alpha = 0.05
    print('cost at the start', cost_function(hypothesis(X, theta), y, m))
    theta = gradient_descent(X, y, theta, m, alpha)
    print('theta', theta.ravel())
    fit = X.dot(theta)
    for row in (0, 5, 10, 15):
        print(data[row], '->', fit[row, 0])
