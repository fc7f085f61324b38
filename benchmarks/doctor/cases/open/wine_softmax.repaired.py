import numpy as np
from sklearn.datasets import load_wine

wine = load_wine()
X = wine.data.T
X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
y = np.zeros((3, X.shape[1]))
for sample, label in enumerate(wine.target):
    y[label, sample] = 1

m = X.shape[1]
W = np.random.randn(3, X.shape[0]) * 0.01
b = np.zeros((3, 1))
cost = 0
alpha = 0.1

for i in range(100):
    Z = np.dot(W, X) + b
    t = np.exp(Z)
    add = np.sum(t, axis=0)
    A = t / add
    loss = -np.multiply(y, np.log(A))
    cost = np.sum(loss) / m
    print('cost after iteration', i + 1, 'is', cost)
    dZ = A - y
    dW = np.dot(dZ, X.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    W = W - alpha * dW
    b = b - alpha * db
