# XOR, from the Mathematica sheet: bias input -1, sigmoid with slope 4
import numpy as np

np.random.seed(1)

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
t = np.array([[0], [1], [1], [0]])

in_d = x.shape[1]
out_d = t.shape[1]
h_size = 8
spread = 1
v = np.random.uniform(-spread, spread, (in_d + 1, h_size))
w = np.random.uniform(-spread, spread, (h_size + 1, out_d))
slope = 1


def tf(z):
    return 1 / (1 + np.exp(-4 * slope * z))


def append_bias(a):
    return np.hstack([a, -np.ones((len(a), 1))])


xb = append_bias(x)
answers = []
eta = .2
for _ in range(4000):
    # FORWARD
    hb = append_bias(tf(xb @ v))
    y = tf(hb @ w)
    answers.append(y.ravel())
    # BACKWARD
    dy = (y - t) * y * (1 - y)
    dhb = hb * (1 - hb) * (dy @ w.T)
    # UPDATE, w only now that it has been used
    w -= eta * (hb.T @ dy)
    dh = dhb[:, :-1]
    v -= eta * (xb.T @ dh)

for k in range(0, 4000, 800):
    print(k, np.round(answers[k], 3))
y = tf(append_bias(tf(xb @ v)) @ w)
print("final", np.round(y.ravel(), 3))
