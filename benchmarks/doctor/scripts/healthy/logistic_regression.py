import numpy as np
from sklearn.datasets import load_breast_cancer

data = load_breast_cancer()
X = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
y = data.target

theta = np.zeros(X.shape[1])    # zero is fine here, there is nothing symmetric to break
bias = 0.0
lr = 0.5

for i in range(200):
    z = np.dot(X, theta) + bias
    h = 1 / (1 + np.exp(-z))
    gradient = np.dot(X.T, (h - y)) / y.size
    theta -= lr * gradient
    bias -= lr * np.mean(h - y)
    if i % 20 == 0:
        eps = 1e-12
        print("loss:", (-y * np.log(h + eps) - (1 - y) * np.log(1 - h + eps)).mean())

print("accuracy", ((h > 0.5) == y).mean())
