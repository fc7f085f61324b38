import numpy as np
from time import perf_counter

# ---- data: two bumps and a wave -------------------------------------------------
xs = np.linspace(-2, 2, 120).reshape(-1, 1)
ts = np.hstack([np.exp(-8 * (xs - 0.9) ** 2) - np.exp(-8 * (xs + 1.0) ** 2), np.sin(3 * xs + 1)])
# ts += np.random.randn(*ts.shape) * 0.02

# ---- network -----------------------------------------------------------------
layers = [1, 14, 2]
fun = ["tanh", "linear"]

w = []
bias = []
for k in range(len(layers) - 1):
    w.append(np.random.randn(layers[k], layers[k + 1]) * (1.5 if k == 0 else 0.3))
    bias.append(np.zeros((1, layers[k + 1])))

def apply(name, z):
    if name == "tanh":
        return np.tanh(z)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-z))
    return z

def slope(name, a):
    if name == "tanh":
        return 1 - a * a
    if name == "sigmoid":
        return a * (1 - a)
    return np.ones_like(a)

def forward(x):
    out = [x]
    for k in range(len(w)):
        out.append(apply(fun[k], out[k] @ w[k] + bias[k]))
    return out

def get_changes(x, t):
    out = forward(x)
    n = len(x)
    dw, dbias = [0] * len(w), [0] * len(w)
    e = out[-1] - t
    cost = 0.5 * np.sum(e ** 2) / n
    for k in reversed(range(len(w))):
        e = e * slope(fun[k], out[k + 1])
        dw[k] = out[k].T @ e / n
        dbias[k] = np.sum(e) / n
        e = e @ w[k].T
    return dw, dbias, cost

# ---- loop ----------------------------------------------------------------------
begin = perf_counter()
rate = 0.2
for i in range(8000):
    dw, dbias, cost = get_changes(xs, ts)
    for k in range(len(w)):
        w[k] = w[k] - rate * dw[k]
        bias[k] = bias[k] - rate * dbias[k]
    if i % 600 == 0:
        print(i, cost)
print("biases", bias)
print("%.1f s" % (perf_counter() - begin))
