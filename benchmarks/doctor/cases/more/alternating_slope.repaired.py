import numpy as np


def gradient_descent(x, y):
    mCurr = 0
    bCurr = 0
    iterations = 1000
    n = len(x)
    learning_rate = 0.05

    for i in range(iterations):
        y_predicted = mCurr * x + bCurr
        cost = (1 / n) * sum([val ** 2 for val in (y - y_predicted)])
        md = -(2 / n) * sum(x * (y - y_predicted))
        bd = -(2 / n) * sum(y - y_predicted)
        mCurr = mCurr - learning_rate * md
        bCurr = bCurr - learning_rate * bd
        if i < 5 or i % 100 == 0:
            print("m {}, b {}, cost {} iteration {}".format(mCurr, bCurr, cost, i))
    return mCurr, bCurr


# age and systolic blood pressure
x = np.array([22, 41, 64, 28, 52, 33, 57, 45, 59, 71, 47, 54, 61, 21, 66, 43, 27, 19, 35, 24])
y = np.array([119, 129, 143, 124, 135, 127, 137, 131, 139, 146, 130, 136, 144, 121, 142, 131, 122, 118, 128, 120])
x = (x - np.mean(x)) / np.std(x)

m, b = gradient_descent(x, y)
print("pressure =", m, "* age +", b)
