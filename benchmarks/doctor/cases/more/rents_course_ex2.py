# linear regression by hand (no sklearn model!!) - exercise 2 of the course
# I want to predict the rent from size / distance / floor
import numpy as np
# import pandas as pd
# import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split


def make_rents(how_many=300):
    # the csv of the course is not public so I make the numbers up
    size = np.random.uniform(20, 140, how_many)
    dist = np.random.uniform(0.2, 18, how_many)
    floor = np.random.randint(0, 7, how_many)
    rent = 2.1 + 0.031 * size - 0.14 * dist + 0.06 * floor + np.random.normal(0, 0.2, how_many)
    table = np.column_stack([size, dist, floor])
    return table, rent


def featureNormalize(tab, mu=None, sigma=None):
    if mu is None:
        mu = tab.mean(axis=0)
        sigma = tab.std(axis=0)
    return (tab - mu) / sigma, mu, sigma


def add_ones(tab):
    return np.hstack([np.ones((tab.shape[0], 1)), tab])


def hypothesis(tab, theta):
    return tab.dot(theta)


def computeCost(tab, y, theta):
    m = len(y)
    h = hypothesis(tab, theta)
    return np.sum((h - y) ** 2) / (2 * m)


def gradientDescent(tab, y, theta, alpha, num_iters):
    m = len(y)
    J_history = []
    for it in range(num_iters):
        h = hypothesis(tab, theta)
        errs = h - y
        # all the slopes first and only then change theta (the video insists on this)
        slopes = []
        for j in range(len(theta)):
            slopes.append(np.sum(errs * tab[:, j]) / m)
        for j in range(len(theta)):
            theta[j] = theta[j] - alpha * slopes[j]
        J_history.append(computeCost(tab, y, theta))
        if it % 100 == 0:
            print("iteration", it, "cost", round(J_history[-1], 5), "theta", theta)
    return theta, J_history


def predict_rent(size, dist, floor, theta, mu, sigma):
    row = (np.array([size, dist, floor]) - mu) / sigma
    row = np.concatenate([[1.0], row])
    return row.dot(theta)


def r2(y, guess):
    return 1 - np.sum((y - guess) ** 2) / np.sum((y - y.mean()) ** 2)


if __name__ == "__main__":
    table, rent = make_rents()
    print("shapes", table.shape, rent.shape)
    tr_raw, te_raw, y_tr, y_te = train_test_split(table, rent, test_size=0.25)

    tr, mu, sigma = featureNormalize(tr_raw)
    te, _, _ = featureNormalize(te_raw, mu, sigma)
    tr = add_ones(tr)
    te = add_ones(te)

    theta = np.array([0, 0, 0, 0])
    print("first cost", computeCost(tr, y_tr, theta))

    alpha = 0.1
    theta, J_history = gradientDescent(tr, y_tr, theta, alpha, 500)

    print("theta at the end:", theta)
    print("cost at the end :", J_history[-1])
    print("R2 on the test rows:", r2(y_te, hypothesis(te, theta)))
    print("flat of 70 m2, 4 km, 2nd floor ->", predict_rent(70, 4, 2, theta, mu, sigma))

    # plt.plot(J_history)
    # plt.xlabel("iterations")
    # plt.show()
    for k in range(5):
        print("real %.2f   guessed %.2f" % (y_te[k], hypothesis(te[k], theta)))
