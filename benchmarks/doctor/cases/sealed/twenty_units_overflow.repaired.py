import numpy as np
from sklearn.datasets import make_blobs

x, group = make_blobs(n_samples=300, n_features=12, centers=3, cluster_std=4.0)
x = (x - x.mean(axis=0)) / x.std(axis=0)
labels = group + 1.0


def train(x, labels, n):
    lam = 0.02
    w1 = np.random.uniform(-0.1, 0.1, (20, 12))
    w2 = np.random.uniform(-0.1, 0.1, 20)
    for i in range(n):
        E = 0
        for j in range(x.shape[0]):
            y1 = np.zeros((300))
            d1 = np.zeros((20))
            p = x[j, :]
            a = np.dot(w1, p.T)
            z = 1 / (1 + np.exp((-1) * a))
            y1[j] = np.dot(w2, z)
            for k in range(20):
                d1[k] = z[k] * (1 - z[k]) * (y1[j] - labels[j]) * w2[k]
                w1[k, :] = w1[k, :] - lam * d1[k] * x[j, :]
                w2[k] = w2[k] - lam * (y1[j] - labels[j]) * z[k]
            E += 1 / 2 * pow((y1[j] - labels[j]), 2)
        print(E / x.shape[0])
    return w1, w2


w1, w2 = train(x, labels, 12)
