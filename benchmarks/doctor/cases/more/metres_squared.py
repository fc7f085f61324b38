import numpy as np

# price of a flat from area, floor, distance: is it enough that the error stops at 5 % ?
rng = np.random.RandomState(11)
n = 500
area = rng.uniform(25, 140, n)
floor = rng.randint(0, 12, n).astype(float)
dist = rng.exponential(4, n)
price = 1200 + 38 * area + 25 * floor * (floor < 8) - 90 * dist + 0.12 * area ** 2 * (dist < 3)
price = price * rng.normal(1, 0.03, n)

X = np.column_stack([area, floor, dist])
y = price[:, None]
train, test = slice(0, 380), slice(380, n)

x_mu, x_sd = X[train].mean(0), X[train].std(0)
y_mu, y_sd = y[train].mean(), y[train].std()
Xs = (X - x_mu) / x_sd
ys = (y - y_mu) / y_sd

H1, H2 = 16, 8
theta = [rng.randn(3, H1) * np.sqrt(1 / 3), np.zeros(H1),
         rng.randn(H1, H2) * np.sqrt(1 / H1), np.zeros(H2),
         rng.randn(H2, 1) * np.sqrt(1 / H2), np.zeros(1)]
cache = [np.zeros_like(t) for t in theta]
lam = 1e-4


def net(x):
    a = np.tanh(x @ theta[0] + theta[1])
    b = np.tanh(a @ theta[2] + theta[3])
    return a, b, b @ theta[4] + theta[5]


def step(x, t, rate):
    a, b, out = net(x)
    k = len(x)
    d3 = (out - t) / k
    d2 = (d3 @ theta[4].T) * (1 - b * b)
    d1 = (d2 @ theta[2].T) * (1 - a * a)
    grads = [x.T @ d1 + lam * theta[0], d1.sum(0),
             a.T @ d2 + lam * theta[2], d2.sum(0),
             b.T @ d3 + lam * theta[4], d3.sum(0)]
    for i, gr in enumerate(grads):
        cache[i] = 0.95 * cache[i] + 0.05 * gr ** 2
        theta[i] = theta[i] - rate * gr / (np.sqrt(cache[i]) + 1e-6)
    penalty = 0.5 * lam * sum(np.sum(theta[i] ** 2) for i in (0, 2, 4))
    return 0.5 * np.sum((out - t) ** 2) / k + penalty


rate = 0.004
for epoch in range(150):
    order = rng.permutation(380)
    total = 0
    for s in range(0, 380, 38):
        pick = order[s:s + 38]
        total += step(Xs[train][pick], ys[train][pick], rate)
    if epoch in (60, 110):
        rate /= 2
    if epoch % 15 == 0:
        print(f"{epoch:4d}  {total / 10:.5f}")

guess = net(Xs[test])[2] * y_sd + y_mu
percent = np.mean(np.abs(guess - y[test]) / y[test]) * 100
r2 = 1 - np.sum((guess - y[test]) ** 2) / np.sum((y[test] - y[test].mean()) ** 2)
print(f"off by {percent:.1f} % on average, R2 {r2:.3f}")
