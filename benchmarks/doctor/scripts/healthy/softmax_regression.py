from sklearn.datasets import load_digits
import numpy as np

digits = load_digits()
X = np.hstack([digits.data / 16.0, np.ones((1797, 1))])
y = digits.target
W = np.zeros((65, 10))   # convex, zeros will do

np.random.seed(0)
for it in range(400):
    idx = np.random.choice(1500, 100)
    scores = X[idx].dot(W)
    scores -= scores.max(axis=1)[:, None]
    p = np.exp(scores)
    p /= p.sum(axis=1)[:, None]
    loss = -np.log(p[np.arange(100), y[idx]]).mean() + 0.5 * 1e-3 * np.sum(W * W)
    p[np.arange(100), y[idx]] -= 1
    W -= 0.5 * (X[idx].T.dot(p) / 100 + 1e-3 * W)
    if it % 50 == 0:
        print(it, loss)
print("held out:", np.mean(X[1500:].dot(W).argmax(axis=1) == y[1500:]))
