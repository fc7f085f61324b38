import numpy as np
from sklearn.datasets import make_moons

# coming from Matlab, so everything is np.matrix and one example is one column
np.random.seed(21)
data, labels = make_moons(n_samples=240, noise=0.12, random_state=4)
X = np.matrix(data - data.mean(axis=0)).T
T = np.matrix(labels)
m = X.shape[1]

nh = 10
eta = 0.1
W1 = np.matrix(np.random.randn(nh, 2)) * 0.7
b1 = np.matrix(np.zeros((nh, 1)))
W2 = np.matrix(np.random.randn(1, nh)) * 0.4
b2 = np.matrix(np.zeros((1, 1)))


def logsig(a):
    return 1.0 / (1.0 + np.exp(-a))


def net(x):
    h = np.tanh(W1 * x + b1)
    y = logsig(W2 * h + b2)
    return h, y


for epoch in range(150):
    sse = 0.0
    for k in np.random.permutation(m):
        x = X[:, k]
        t = T[:, k]
        h, y = net(x)
        e = y - t
        sse = sse + (e.T * e)[0, 0]

        d2 = np.multiply(e, np.multiply(y, 1 - y))
        d1 = np.multiply(W2.T * d2, 1 - np.multiply(h, h))

        W2 = W2 - eta * d2 * h.T
        b2 = b2 - eta * d2
        W1 = W1 - eta * d1 * x.T
        b1 = b1 - eta * d1
    if epoch % 15 == 0 or epoch == 149:
        _, Y = net(X)
        right = np.sum((Y > 0.5) == (T > 0.5))
        print('epoch %d   mse %.4f   correct %d of %d' % (epoch, sse / m, right, m))
