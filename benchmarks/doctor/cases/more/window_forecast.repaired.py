import numpy as np


def forecast():
    def ReLU(x):
        return np.maximum(0, x)

    def MSE(Y, y):
        return (Y - y) ** 2

    # numbers that jump up and down, each one follows from the three before it
    n = 150
    series = [2.16, 3.19, 1.85]
    for k in range(n):
        a, b, c = series[-3], series[-2], series[-1]
        series.append(0.3 + 1.6 * abs(c - 2.4) + 0.3 * b - 0.1 * a)
    series = np.array(series)

    x = np.array([series[i:i + 3] for i in range(n)])
    y = series[3:]
    xt, yt = x[-30:], y[-30:]
    x, y = x[:-30], y[:-30]

    hidden = 12
    w1 = np.random.uniform(-1, 1, (hidden, 3))
    b1 = np.zeros((hidden, 1))
    w2 = np.random.uniform(0, 0.5, (hidden,))
    b2 = 0.1
    v = 0.001
    m = len(y)

    epoch = 0
    while epoch < 12000:
        # forward, a column for every window
        s1 = np.dot(w1, x.T) + b1
        y1 = ReLU(s1)
        s2 = np.dot(w2, y1) + b2
        y2 = s2

        E = np.sum(MSE(y2, y)) / 2
        if epoch % 1000 == 0:
            print(epoch, E / m)
        if E / m < 0.0001:
            break

        # backward
        err = y2 - y
        delta_w2 = np.dot(err, y1.T)
        delta_b2 = np.sum(err)
        back = np.dot(w2.reshape(hidden, 1), err.reshape(1, m)) * (s1 > 0)
        delta_w1 = np.dot(back, x)
        delta_b1 = np.sum(back, axis=1, keepdims=True)

        w2 = w2 - v * delta_w2
        b2 = b2 - v * delta_b2
        w1 = w1 - v * delta_w1
        b1 = b1 - v * delta_b1
        epoch += 1

    out = np.dot(w2, ReLU(np.dot(w1, xt.T) + b1)) + b2
    return yt, out


np.random.seed(3)
A, P = forecast()
r2 = 1 - np.sum((A - P) ** 2) / np.sum((A - A.mean()) ** 2)
print("- A", A[:5].round(3))
print("- P", P[:5].round(3))
print("R2 on the last 30:", r2)
