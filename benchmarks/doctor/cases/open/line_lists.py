import random


def fit_line(x, y):
    n = float(len(x))

    m = random.random()
    c = random.random()
    all_m, all_c = [], []

    rate = 0.00001
    rounds = 100

    for r in range(rounds):
        grad_m = 0
        grad_c = 0

        for i in range(len(x)):
            grad_m += (y[i] - m * x[i] - c) * x[i]
            grad_c += (y[i] - m * x[i] - c)

        grad_m *= -2 / n
        grad_c *= -2 / n

        m -= grad_m * rate
        c -= grad_c * rate

        all_m.append(grad_m)
        all_c.append(grad_c)

    return m, c, all_m, all_c


x = [i for i in range(400)]
y = [4 * i + 3 for i in x]

m, c, all_m, all_c = fit_line(x, y)

print(m, c)
print("last slopes", all_m[-1], all_c[-1])
