import numpy as np
from sklearn.datasets import make_blobs

x, group = make_blobs(n_samples=300, n_features=12, centers=3, cluster_std=4.0)
x = (x - x.mean(axis=0)) / x.std(axis=0)
labels = group + 1.0


def train(x, labels, n):
    lam = 0.5
    w1 = np.random.uniform(-0.1, 0.1, (20, 12))
    w2 = np.random.uniform(-0.1, 0.1, 20)
    for i in range(n):
        E = 0
        for j in range(x.shape[0]):
            out = np.zeros((300))
            err_h = np.zeros((20))
            row = x[j, :]
            net = np.dot(w1, row.T)
            act = 1 / (1 + np.exp((-1) * net))
            out[j] = np.dot(w2, act)
            for k in range(20):
                err_h[k] = act[k] * (1 - act[k]) * (out[j] - labels[j]) * np.sum(w2)
                w1[k, :] = w1[k, :] - lam * err_h[k] * x[j, :]
                w2[k] = w2[k] - lam * (out[j] - labels[j]) * act[k]
            E += 1 / 2 * pow((out[j] - labels[j]), 2)
        print(E / x.shape[0])
    return w1, w2


w1, w2 = train(x, labels, 12)
