# the Julia/Flux model of the forum post written out by hand: Chain(Dense(1, 20), Dense(20, 1)) for y = x^2
import numpy as np

np.random.seed(0)
x = np.linspace(-1, 1, 200).reshape(1, -1)
y = x ** 2


def glorot(nout, nin):
    r = np.sqrt(6.0 / (nin + nout))
    return np.random.uniform(-r, r, (nout, nin))


W1, b1 = glorot(20, 1), np.zeros((20, 1))
W2, b2 = glorot(1, 20), np.zeros((1, 1))


def dense1(v):
    return W1 @ v + b1


def dense2(v):
    return W2 @ v + b2


def m(v):
    return dense2(dense1(v))


def loss(v, t):
    return np.mean((m(v) - t) ** 2)


eta = 0.1
for epoch in range(3000):
    h = dense1(x)
    out = dense2(h)
    d_out = 2 * (out - y) / x.shape[1]
    gW2 = d_out @ h.T
    gb2 = d_out.sum(axis=1, keepdims=True)
    d_h = W2.T @ d_out
    gW1 = d_h @ x.T
    gb1 = d_h.sum(axis=1, keepdims=True)
    W1 -= eta * gW1
    b1 -= eta * gb1
    W2 -= eta * gW2
    b2 -= eta * gb2
    if epoch % 500 == 0:
        print(epoch, loss(x, y))

for v in (-1.0, -0.5, 0.0, 0.5, 1.0):
    print(v, m(np.array([[v]]))[0, 0])
