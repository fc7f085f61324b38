"""Four blobs. Parameters are globals, batches come from a generator, the best weights so far are kept."""
import numpy as np

np.random.seed(14)

centers = np.array([[2, 2], [-2, 2], [-2, -2], [2, -2]])
points = np.concatenate([c + np.random.randn(60, 2) for c in centers])
labels = np.repeat([0, 1, 0, 2], 60)
mix = np.random.permutation(len(points))
points, labels = points[mix], labels[mix]
onehot = np.zeros((len(labels), 3))
onehot[np.arange(len(labels)), labels] = 1

train_x, train_y = points[:180], onehot[:180]
test_x, test_y = points[180:], onehot[180:]

W1 = np.random.uniform(-1, 1, (2, 15))
b1 = np.zeros(15)
W2 = np.random.uniform(-0.4, 0.4, (15, 3))
b2 = np.zeros(3)
LEARNING_RATE = 0.1


def softmax(s):
    shifted = s - s.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    return e / e.sum(axis=1, keepdims=True)


def batches(x, t, size):
    order = np.random.permutation(len(x))
    for i in range(0, len(x), size):
        yield x[order[i:i + size]], t[order[i:i + size]]


def forward(x):
    hidden = np.maximum(x.dot(W1) + b1, 0)
    return hidden, softmax(hidden.dot(W2) + b2)


def cross_entropy(p, t):
    return -np.sum(t * np.log(p + 1e-12)) / len(t)


def train_step(x, t):
    global W1, b1, W2, b2
    hidden, p = forward(x)
    d_out = (p - t) / len(x)
    d_hidden = d_out.dot(W2.T)
    d_hidden[hidden <= 0] = 0
    W2 -= LEARNING_RATE * hidden.T.dot(d_out)
    b2 -= LEARNING_RATE * d_out.sum(axis=0)
    W1 -= LEARNING_RATE * x.T.dot(d_hidden)
    b1 -= LEARNING_RATE * d_hidden.sum(axis=0)


def accuracy(x, t):
    return np.mean(np.argmax(forward(x)[1], axis=1) == np.argmax(t, axis=1))


best_loss = float("inf")
for epoch in range(40):
    for bx, bt in batches(train_x, train_y, 16):
        train_step(bx, bt)
    loss = cross_entropy(forward(test_x)[1], test_y)
    if loss < best_loss:
        best_loss = loss
        best = [W1.copy(), b1.copy(), W2.copy(), b2.copy()]
    if epoch % 5 == 0:
        print("epoch", epoch, "test loss", round(loss, 4), "test accuracy", accuracy(test_x, test_y))

W1, b1, W2, b2 = best
print("best loss", best_loss, "accuracy", accuracy(test_x, test_y))
