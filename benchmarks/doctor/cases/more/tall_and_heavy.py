import numpy as np


def target(X):
    res = np.zeros(len(X))
    for j in range(len(X)):
        if X[j, 0] > 170 and X[j, 1] > 65:
            res[j] = 1
        else:
            res[j] = -1
    return res


def perceptron(X, y, rounds=300):
    X = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(X.shape[1])
    for it in range(rounds):
        wrong = 0
        for j in np.random.permutation(len(y)):
            if np.sign(np.dot(X[j], w)) != y[j]:
                w = w + y[j] * X[j]
                wrong += 1
        if it % 30 == 0:
            print("round", it, "wrong", wrong)
        if wrong == 0:
            break
    return w


# height in cm and weight in kg
X = np.column_stack([np.random.uniform(165, 185, 100), np.random.uniform(60, 80, 100)])
y = target(X)
Z = (X - X.mean(axis=0)) / X.std(axis=0)

w = perceptron(Z, y)
right = np.mean(np.sign(np.column_stack([np.ones(100), Z]) @ w) == y)
print("w", w, "right", right)
