import numpy as np
from sklearn.datasets import load_wine

wine = load_wine()
X = wine.data.T
y = np.zeros((3, X.shape[1]))
for sample, label in enumerate(wine.target):
    y[label, sample] = 1

m = X.shape[1]
W = np.random.randn(3, X.shape[0]) * 0.01
b = 0
cost = 0
rate = 0.0001

for i in range(100):
    Z = np.dot(W, X) + b
    expZ = np.exp(Z)
    total = np.sum(expZ, axis=0)
    A = expZ / total
    parts = -np.multiply(y, np.log(A))
    cost += np.sum(parts) / m
    print('cost after iteration', i + 1, 'is', cost)
    dZ = A - y
    dW = np.dot(dZ, X.T) / m
    db = np.sum(dZ) / m
    W = W - rate * dW
    b = b - rate * db
