import random


def linreg(x, y):
    n = float(len(x))

    m = random.random()
    c = random.random()
    dm, dc = [], []

    rate = 0.00001
    epoch = 100

    for run in range(epoch):
        d_m = 0
        d_c = 0

        for i in range(len(x)):
            d_m += (y[i] - m * x[i] - c) * x[i]
            d_c += (y[i] - m * x[i] - c)

        d_m *= -2 / n
        d_c *= -2 / n

        m -= d_m * rate
        c -= d_c * rate

        dm.append(d_m)
        dc.append(d_c)

    return m, c, dm, dc


x = [i for i in range(400)]
y = [4 * i + 3 for i in x]

m, c, dm, dc = linreg(x, y)

print(m, c)
print("last slopes", dm[-1], dc[-1])
