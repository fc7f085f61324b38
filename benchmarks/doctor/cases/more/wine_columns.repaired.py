import numpy as np
from sklearn.datasets import load_wine

np.random.seed(1)

wine = load_wine()
perm = np.random.permutation(wine.data.shape[0])
X = wine.data[perm].T                    # (13, 178)
X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
labels = wine.target[perm]
y = np.zeros((3, labels.size))
y[labels, np.arange(labels.size)] = 1    # (3, 178)

m = X.shape[1]
W = np.random.randn(3, X.shape[0]) * 0.01
b = np.zeros((3, 1))
alpha = 0.1
cost = 0
costs = []

for i in range(200):
    Z = np.dot(W, X) + b
    t = np.exp(Z - Z.max(axis=0))
    A = t / np.sum(t, axis=0)

    loss = -np.multiply(y, np.log(A + 1e-12))
    cost = np.sum(loss) / m
    costs.append(cost)
    if i % 20 == 0 or i == 199:
        print('cost after iteration', i + 1, 'is', cost)

    dZ = A - y
    dW = np.dot(dZ, X.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    W = W - alpha * dW
    b = b - alpha * db

Z = np.dot(W, X) + b
found = np.argmax(Z, axis=0)
print('right:', np.sum(found == labels), 'of', m)
