#!/usr/bin/env python
# coding: utf-8

# ## Final exercise: MLP regression (diabetes)

# In[1]:
import numpy as np
from sklearn.datasets import load_diabetes

np.random.seed(11)

# In[2]:
diabetes = load_diabetes()
X, y = diabetes.data, diabetes.target[:, None]
perm = np.random.permutation(len(X))
X, y = X[perm], y[perm]
X = (X - X[:340].mean(axis=0)) / X[:340].std(axis=0)
y_mean, y_std = y[:340].mean(), y[:340].std()
y = (y - y_mean) / y_std
X_train, y_train, X_test, y_test = X[:340], y[:340], X[340:], y[340:]

# In[3]:
n_hidden = 20
W1 = np.random.randn(10, n_hidden) * np.sqrt(2 / 10)
b1 = np.zeros((1, n_hidden))
W2 = np.random.randn(n_hidden, 1) * np.sqrt(1 / n_hidden)
b2 = np.zeros((1, 1))

# In[4]:
def relu(z):
    return np.maximum(z, 0)

def model(X):
    z1 = X @ W1 + b1
    a1 = relu(z1)
    return z1, a1, a1 @ W2 + b2

# In[5]:
learning_rate = 0.005
history = []
for epoch in range(60):
    order = np.random.permutation(len(X_train))
    for start in range(0, len(order), 20):
        batch = order[start:start + 20]
        xb, yb = X_train[batch], y_train[batch]
        z1, a1, y_hat = model(xb)
        grad = 2 * (y_hat - yb) / len(batch)
        dW2 = a1.T @ grad
        db2 = grad.sum(axis=0, keepdims=True)
        dz1 = (grad @ W2.T) * (z1 > 0)
        dW1 = xb.T @ dz1
        db1 = dz1.sum(axis=0, keepdims=True)
        W1 -= learning_rate * dW1
        b1 -= learning_rate * db1
        W2 -= learning_rate * dW2
        b2 -= learning_rate * db2
    history.append(np.mean((model(X_train)[2] - y_train) ** 2))
    if epoch % 10 == 0:
        print(f"epoch {epoch}: mse {history[-1]:.3f}")

# In[6]:
pred = model(X_test)[2]
ss_res = ((y_test - pred) ** 2).sum()
ss_tot = ((y_test - y_test.mean()) ** 2).sum()
print("R2 on the test set:", 1 - ss_res / ss_tot)
print("first predictions:", pred[:5].ravel())
print("first targets    :", y_test[:5].ravel())
