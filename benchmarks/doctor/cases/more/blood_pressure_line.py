import numpy as np


def gradient_descent(x, y):
    m_curr = b_curr = 0
    iterations = 3000
    n = len(x)
    learning_rate = 0.0005

    for i in range(iterations):
        y_predicted = m_curr * x + b_curr
        cost = (1 / n) * sum([val ** 2 for val in (y - y_predicted)])
        md = -(2 / n) * sum(x * (y - y_predicted))
        bd = -(2 / n) * sum(y - y_predicted)
        m_curr = m_curr - learning_rate * md
        b_curr = b_curr - learning_rate * bd
        if i < 5 or i % 500 == 0:
            print("m {}, b {}, cost {} iteration {}".format(m_curr, b_curr, cost, i))
    return m_curr, b_curr


# age and blood pressure
x = np.array([22, 41, 65, 28, 51, 33, 60, 44, 57, 72, 47, 55, 61, 24, 66, 42, 27, 18, 35, 21])
y = np.array([119, 127, 142, 125, 133, 129, 138, 131, 139, 146, 130, 135, 137, 122, 143, 129, 123, 118, 127, 120])

m, b = gradient_descent(x, y)
print("y = %f * x + %f" % (m, b))
print(m * x + b)
