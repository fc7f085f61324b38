import numpy as np
from sklearn.datasets import make_blobs

X, y = make_blobs(n_samples=200, centers=[[0, 0], [2.5, 2.5]], cluster_std=1.0)
y = np.where(y == 0, -1, 1)
X = np.hstack([X, np.ones((200, 1))])

lam = 0.01
w = np.zeros(3)
t = 0
costs = []
for epoch in range(30):
    for i in np.random.permutation(len(X)):
        t += 1
        eta = 1.0 / (lam * (t + 100))
        margin = y[i] * X[i].dot(w)
        w = (1 - eta * lam) * w
        if margin < 1:
            w = w + eta * y[i] * X[i]
    cost = 0.5 * lam * w.dot(w) + np.maximum(0, 1 - y * X.dot(w)).mean()
    costs.append(cost)
    print("epoch %d cost %.4f" % (epoch, cost))

print("accuracy", np.mean(np.sign(X.dot(w)) == y))
