import numpy as np

np.random.seed(21)
inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
labels = np.array([0, 1, 1, 0], dtype=float)

W1 = np.random.normal(0, 1, (8, 2))
B1 = np.zeros(8)
W2 = np.random.normal(0, 0.5, 8)
B2 = -1.0
LEARNING_RATE = 0.1


def relu(x):
    return np.maximum(x, 0)


def deriv_relu(x):
    return (x > 0).astype(float)


def get_h(x, w, b):
    return np.dot(x, w.T) + b


def forward(x):
    h = get_h(x, W1, B1)
    a = relu(h)
    z = get_h(a, W2, B2)
    y = z
    return h, a, z, y


def once():
    global W1, B1, W2, B2
    w1 = W1
    w2 = W2
    b2 = B2
    b1 = B1
    x = inputs
    h, a, z, y = forward(x)
    t = labels

    dy = (y - t) / len(t)
    dz = dy
    db2 = dz.sum(axis=0)
    dw2 = np.dot(dz.T, a)
    da = np.outer(dz, w2)
    dh = da * deriv_relu(h)
    db1 = dh.sum(axis=0)
    dw1 = np.dot(dh.T, x)

    W1 = w1 - LEARNING_RATE * dw1
    B1 = b1 - LEARNING_RATE * db1
    W2 = w2 - LEARNING_RATE * dw2
    B2 = b2 - LEARNING_RATE * db2
    return 0.5 * np.mean((y - t) ** 2)


def train(times):
    for i in range(times):
        loss = once()
        if i % 500 == 0:
            print('loss', i, loss)


train(4000)
outputs = forward(inputs)[3]
print('outputs', outputs)
print('labels ', labels)
# sometimes all 0, sometimes 0.5 0.5, only seldom 0 1 1 0
