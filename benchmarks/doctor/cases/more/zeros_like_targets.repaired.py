import numpy as np
np.random.seed(42)

# hours studied, hours slept, tests taken before --> passed or not
raw = np.array([
 [2.0, 9, 1], [1.0, 5, 0], [3.0, 6, 2], [8.0, 7, 3], [7.5, 4, 1], [9.0, 8, 0], [0.5, 8, 0], [4.0, 8, 1],
 [6.0, 6, 2], [5.0, 3, 0], [2.5, 4, 1], [1.5, 7, 3], [7.0, 9, 2], [3.5, 5, 0], [8.5, 5, 1], [6.5, 8, 1],
 [4.5, 7, 2], [0.0, 9, 0], [5.5, 8, 0], [1.0, 6, 2], [9.5, 6, 3], [3.0, 9, 0], [2.0, 6, 1], [7.0, 6, 0]])
passed = np.array([0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 1])

x = (raw - raw.mean(axis=0)) / raw.std(axis=0)
y = passed
m = len(y)

n_h = 5
W1 = np.random.randn(n_h, 3) * 0.5
b1 = np.zeros(n_h)
W2 = np.random.randn(n_h) * 0.5
b2 = 0.0
alpha = 0.1

def sigma(z):
    return 1.0 / (1.0 + np.exp(-z))

for it in range(800):
    # ---------- forward, one student after the other
    H = np.zeros((m, n_h))
    out = np.zeros(m)
    for i in range(m):
        H[i] = sigma(W1.dot(x[i]) + b1)
        out[i] = sigma(W2.dot(H[i]) + b2)

    # ---------- backward (cross-entropy, so the output delta is just the difference)
    gW1 = np.zeros_like(W1); gb1 = np.zeros_like(b1)
    gW2 = np.zeros_like(W2); gb2 = 0.0
    for i in range(m):
        delta = out[i] - y[i]
        gW2 += delta * H[i]
        gb2 += delta
        dh = delta * W2 * H[i] * (1 - H[i])
        gW1 += np.outer(dh, x[i])
        gb1 += dh
    W1 -= alpha * gW1 / m
    b1 -= alpha * gb1 / m
    W2 -= alpha * gW2 / m
    b2 -= alpha * gb2 / m

    if it % 100 == 0:
        miss = np.abs(y - out).mean()
        print("it", it, "mean miss", miss)

p = np.array([sigma(W2.dot(sigma(W1.dot(r) + b1)) + b2) for r in x])
print("probabilities", np.round(p, 2))
print("accuracy", np.mean((p > 0.5) == (y == 1)))
