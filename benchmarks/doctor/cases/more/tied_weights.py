import numpy as np
from sklearn.datasets import load_digits

sigma = lambda v: 1 / (1 + np.exp(-v))

pictures = load_digits().data[:600] / 16.0
pictures = pictures[:, pictures.std(axis=0) > 0.01]          # throw away the empty corners
n, size = pictures.shape
code_size = 20

U = np.random.uniform(-1, 1, (size, code_size)) * np.sqrt(6 / (size + code_size))
c = np.zeros(code_size)        # code bias
r = np.zeros(size)             # reconstruction bias
U_speed, c_speed, r_speed = 0 * U, 0 * c, 0 * r
history = []
rate, friction = 0.1, 0.8

def squeeze(x):
    return sigma(x @ U + c)

def expand(k):
    return sigma(k @ U.T + r)

def ascii_art(v, full=None):
    marks = " .:-=+*#%@"
    return "".join(marks[min(9, int(t * 10))] for t in v)

for sweep in range(40):
    order = np.random.permutation(n)
    total = 0.0
    for first in range(0, n, 30):
        x = pictures[order[first:first + 30]]
        m = len(x)
        k = squeeze(x)
        y = expand(k)
        total += -np.sum(x * np.log(y + 1e-10) + (1 - x) * np.log(1 - y + 1e-10))

        e_out = (y - x) / m                      # cross entropy
        e_code = (e_out @ U) * k * (1 - k)
        # same matrix in both places
        gU = x.T @ e_code + e_out.T @ k
        gc = e_code.sum(axis=0)
        gr = e_out.sum(axis=0)

        U_speed = friction * U_speed - rate * gU
        c_speed = friction * c_speed - rate * gc
        r_speed = friction * r_speed - rate * gr
        U += U_speed
        c += c_speed
        r += r_speed
    err = np.mean((expand(squeeze(pictures)) - pictures) ** 2)
    history.append(err)
    if sweep % 4 == 0:
        print("sweep", sweep, "cross entropy", round(total / n, 4), "mean squared", round(err, 5))

print(ascii_art(pictures[0]))
print(ascii_art(expand(squeeze(pictures[:1]))[0]))
