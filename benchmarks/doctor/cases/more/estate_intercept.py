import numpy as np

# our own listings instead of the kaggle file
rs = np.random.RandomState(3)
x = rs.gamma(6.0, 12.0, 250) + 18
y = 1450 * x + 21000 + rs.normal(0, 14000, 250)


def gradient_descent(x, y, m, c, n):
    delta_m = (-2 / n) * np.sum(x * (y - (m * x + c)))
    delta_c = (-2 / n) * np.sum(y - (m * x + c))
    return delta_m, delta_c


def linear_regression(epochs, m, c, learning_rate, x, y):
    n = len(x)
    for i in range(epochs):
        delta_m, delta_c = gradient_descent(x, y, m, c, n)
        m -= learning_rate * delta_m
        c -= learning_rate * delta_c
        if (i + 1) % 1000 == 0:
            print(f"After {i + 1} epochs: m = {m}, c = {c}")
    return m, c


x_mean, x_std = x.mean(), x.std()
y_mean, y_std = y.mean(), y.std()
x_s = (x - x_mean) / x_std
y_s = (y - y_mean) / y_std

m, c = 0, 0
m_s, c_s = linear_regression(5000, m, c, 0.002, x_s, y_s)
print("standardised: m =", m_s, "c =", c_s)

# back to square metres and dollars
m_real = m_s * y_std / x_std
c_real = y_mean + y_std * c_s - m_real * x_mean
print("price =", m_real, "* area +", c_real)
print("80 m2:", m_real * 80 + c_real)
