import numpy as np

# brightness of the lamp against its distance (20 to 60 cm)
dist = (np.linspace(20, 60, 120).reshape(-1, 1) - 40) / 20.0
bright = np.where(dist < 0.3, 1.3 - dist, 1.0 + 0.5 * (dist - 0.3)) + np.random.randn(120, 1) * 0.02


def init_params():
    w1 = np.random.randn(1, 16) * np.sqrt(2)
    b1 = np.zeros((1, 16))
    w2 = np.random.randn(16, 1) * np.sqrt(2 / 16)
    b2 = np.zeros((1, 1))
    return w1, b1, w2, b2


def forward_prop(w1, b1, w2, b2, x):
    z1 = x.dot(w1) + b1
    a1 = np.maximum(z1, 0)
    z2 = a1.dot(w2) + b2
    return z1, a1, z2


def backward_prop(z1, a1, z2, w2, x, y):
    m = len(x)
    dz2 = 2 * (z2 - y) / m
    dw2 = a1.T.dot(dz2)
    db2 = np.sum(dz2, axis=0, keepdims=True)
    dz1 = dz2.dot(w2.T) * (z1 > 0)
    dw1 = x.T.dot(dz1)
    db1 = np.sum(dz1, axis=0, keepdims=True)
    return dw1, db1, dw2, db2


def update_params(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha):
    w1 = w1 - alpha * dw1
    b1 = b1 - alpha * db1
    w2 = w2 - alpha * dw2
    b2 = b2 - alpha * db2
    return w1, b1, w2, b2


w1, b1, w2, b2 = init_params()
for i in range(8000):
    z1, a1, z2 = forward_prop(w1, b1, w2, b2, dist)
    dw1, db1, dw2, db2 = backward_prop(z1, a1, z2, w2, dist, bright)
    w1, b1, w2, b2 = update_params(w1, b1, w2, b2, dw1, db1, dw2, db2, 0.05)
    if i % 800 == 0:
        print("iteration", i, "mse", np.mean((z2 - bright) ** 2))
