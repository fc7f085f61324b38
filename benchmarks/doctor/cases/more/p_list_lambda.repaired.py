import numpy as np

np.random.seed(14)

alpha = 1.0
lmda = 1


def g(z):
    return 1 / (1 + np.exp(-z))


def gPrime(z):
    return g(z) * (1 - g(z))


def feedForward(p, x):
    a1 = x
    z2 = np.dot(a1, p[0]) + p[1]
    a2 = g(z2)
    z3 = np.dot(a2, p[2]) + p[3]
    a3 = g(z3)
    return [a1, a2, a3], [z2, z3]


def costFunction(p, x, y):
    m = len(x)
    a, _ = feedForward(p, x)
    error = np.sum((a[-1] - y) ** 2) / (2 * m)
    return error + lmda / (2 * m) * (np.sum(p[0] ** 2) + np.sum(p[2] ** 2))


def backProp(p, x, y):
    m = len(x)
    a, z = feedForward(p, x)
    d3 = (a[2] - y) * gPrime(z[1])
    d2 = np.dot(d3, p[2].T) * gPrime(z[0])
    dw2 = np.dot(a[1].T, d3) / m + lmda / m * p[2]
    dw2b = np.sum(d3, axis=0, keepdims=True) / m
    dw1 = np.dot(a[0].T, d2) / m + lmda / m * p[0]
    dw1b = np.sum(d2, axis=0, keepdims=True) / m
    return [dw1, dw1b, dw2, dw2b]


def train(p, x, y, iterations):
    for i in range(iterations):
        grads = backProp(p, x, y)
        for k in range(len(p)):
            p[k] = p[k] - alpha * grads[k]
        if i % 150 == 0:
            print("iteration", i, "error", costFunction(p, x, y))
    return p


def accuracy(p, x, labels):
    a, _ = feedForward(p, x)
    return 100 * np.mean(np.argmax(a[-1], axis=1) == labels)


# little images of ten shapes, 6 x 6, with noise
shapes = (np.random.rand(10, 36) > 0.6).astype(float)
labels = np.random.randint(0, 10, 500)
images = np.clip(shapes[labels] + np.random.randn(500, 36) * 0.35, 0, 1)
y = np.eye(10)[labels]

p = [np.random.randn(36, 20) * 0.3, np.zeros((1, 20)), np.random.randn(20, 10) * 0.3, np.zeros((1, 10))]
print("accuracy before", accuracy(p, images[:400], labels[:400]))
p = train(p, images[:400], y[:400], 1500)
print("accuracy", accuracy(p, images[:400], labels[:400]), "test", accuracy(p, images[400:], labels[400:]))
