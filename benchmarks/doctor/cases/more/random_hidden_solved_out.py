import numpy as np

# I read that the hidden weights of an "extreme learning machine" stay random and only the output
# layer is trained. Tried it on a curve, with plain gradient descent on the output layer.
# It does work, but I never touch W_in - is that really allowed??

rng = np.random.RandomState(21)

x = np.linspace(-3, 3, 120)[:, None]
y = np.sin(2 * x) * np.exp(-0.3 * x ** 2) + 0.02 * rng.randn(120, 1)

hold = np.arange(120) % 5 == 2
x_tr, y_tr = x[~hold], y[~hold]
x_te, y_te = x[hold], y[hold]

units = 60
W_in = rng.normal(0, 2.0, (1, units))
b_in = rng.uniform(-4, 4, units)


def features(x):
    return np.tanh(x @ W_in + b_in)


F = features(x_tr)
beta = np.zeros((units, 1))
beta0 = 0.0

# safe step from the largest eigenvalue
full = np.hstack([F, np.ones((len(F), 1))])
step = 1.0 / np.linalg.eigvalsh(full.T @ full / len(F)).max()
print("step", step)

for n in range(20000):
    resid = F @ beta + beta0 - y_tr
    beta -= step * (F.T @ resid) / len(F)
    beta0 -= step * resid.mean()
    if n % 2000 == 0:
        print(n, "rmse", np.sqrt(np.mean(resid ** 2)))

pred = features(x_te) @ beta + beta0
print("rmse on held out points", np.sqrt(np.mean((pred - y_te) ** 2)))
print("std of y               ", y_te.std())
