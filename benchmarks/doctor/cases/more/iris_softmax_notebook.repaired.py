#!/usr/bin/env python
# coding: utf-8

# # Exercise 4: Softmax regression on Iris

# In[1]:

import numpy as np
from sklearn.datasets import load_iris

# In[2]:

iris = load_iris()
X = iris.data
y = iris.target
print(X.shape, y.shape)

# In[3]:

# normalise
X = (X - X.mean(axis=0)) / X.std(axis=0)

# one hot
Y = np.eye(3)[y]
Y[:3]

# In[4]:

def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)

# quick test
softmax(np.array([[1., 2., 3.]]))

# In[5]:

def cross_entropy(P, Y):
    return -np.sum(Y * np.log(P + 1e-12)) / len(Y)

# In[6]:

np.random.seed(0)
W = np.random.randn(4, 3) * 0.1
b = np.zeros(3)

# In[7]:

lr = 0.3
losses = []
for epoch in range(400):
    P = softmax(X @ W + b)
    L = cross_entropy(P, Y)
    losses.append(L)
    dZ = (P - Y) / len(X)
    W -= lr * (X.T @ dZ)
    b -= lr * dZ.sum(axis=0)
    if epoch % 50 == 0:
        print(epoch, L)

# In[8]:

P = softmax(X @ W + b)
pred = P.argmax(axis=1)
print('accuracy', (pred == y).mean())

# In[9]:

print(np.round(P[:3], 3))
print(losses[-1])
