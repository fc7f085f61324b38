import numpy as np
from sklearn.datasets import make_moons

# "survey" data: two answers, coordinates of the customer; people tick the wrong box now and then
X, clean = make_moons(600, noise=0.12)
wrong_box = np.random.rand(600) < 0.2
answers = np.where(wrong_box, 1 - clean, clean)
X = (X - X.mean(axis=0)) / X.std(axis=0)
T = answers.reshape(-1, 1).astype(float)

def relu(z): return z * (z > 0)
def logistic(z): return 1.0 / (1.0 + np.exp(-z))

def create(*n):
    net = []
    for i in range(1, len(n)):
        net.append([np.random.randn(n[i - 1], n[i]) * np.sqrt(2.0 / n[i - 1]), np.zeros((1, n[i]))])
    return net

def through(net, x):
    keep = [x]
    for i, (w, b) in enumerate(net):
        z = keep[-1].dot(w) + b
        keep.append(logistic(z) if i == len(net) - 1 else relu(z))
    return keep

def slopes(net, keep, t, lam):
    g = [None] * len(net)
    e = (keep[-1] - t) / t.shape[0]
    for i in range(len(net) - 1, -1, -1):
        w, b = net[i]
        g[i] = (keep[i].T.dot(e) + lam * w, e.sum(axis=0, keepdims=True))
        e = e.dot(w.T) * (keep[i] > 0)
    return g

def cost(net, x, t, lam):
    p = through(net, x)[-1]
    c = -np.mean(t * np.log(p + 1e-12) + (1 - t) * np.log(1 - p + 1e-12))
    return c + 0.5 * lam * sum(np.sum(w * w) for w, b in net)

def rate_right(net, x, labels):
    return np.mean((through(net, x)[-1].ravel() > 0.5) == (labels == 1))

lam = 1e-4
#net = create(2, 40, 40, 1)
#net = create(2, 6, 1)
net = create(2, 16, 8, 1)
lr = 0.2
trail = []
for epoch in range(120):
    mix = np.random.permutation(600)
    for a in range(0, 600, 40):
        part = mix[a:a + 40]
        for layer, (gw, gb) in zip(net, slopes(net, through(net, X[part]), T[part], lam)):
            layer[0] -= lr * gw
            layer[1] -= lr * gb
    trail.append(rate_right(net, X, answers))
    if epoch % 10 == 0:
        print("%3d cost %.4f right %.3f" % (epoch, cost(net, X, T, lam), trail[-1]))
print("best", max(trail))
