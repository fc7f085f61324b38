# %%
import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
mask = iris.target > 0                      # versicolor against virginica
X = iris.data[mask]
X = (X - np.mean(X, axis=0)) / np.std(X, axis=0)
y = iris.target[mask] - 1
order = np.random.permutation(100)
X, y = X[order], y[order]

# %%
w = np.zeros(4)
b = 0.0
lr = 0.1
sig = np.vectorize(lambda z: 1.0 / (1.0 + np.exp(-z)))

# %%
def evaluate(xs, ys):
    hits = 0
    for xi, yi in zip(xs, ys):
        prediction = int(sig(np.dot(w, xi) + b))
        if prediction == yi:
            hits += 1
    return hits / len(ys)

# %%
for epoch in range(30):
    loss = 0.0
    for i in range(70):
        p = sig(np.dot(w, X[i]) + b)
        loss -= y[i] * np.log(p) + (1 - y[i]) * np.log(1 - p)
        w -= lr * (p - y[i]) * X[i]
        b -= lr * (p - y[i])
    if epoch % 3 == 0:
        print("epoch", epoch, "loss", loss / 70, "train acc", evaluate(X[:70], y[:70]), "test acc", evaluate(X[70:], y[70:]))
