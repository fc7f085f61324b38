#!/usr/bin/env python
# coding: utf-8

# In[1]:
import numpy as np
from sklearn.datasets import load_digits

# In[2]:
pixels, answers = load_digits(return_X_y=True)
data = np.column_stack([answers, pixels])
np.random.seed(11)
np.random.shuffle(data)
m, n = data.shape

data_dev = data[0:300].T
Y_dev = data_dev[0].astype(int)
X_dev = data_dev[1:n] / 16.

data_train = data[300:m].T
Y_train = data_train[0].astype(int)
X_train = data_train[1:n] / 16.
_, m_train = X_train.shape

# In[3]:
def init_params():
    W1 = np.random.randn(12, 64) * np.sqrt(1 / 64)
    b1 = np.zeros((12, 1))
    W2 = np.random.randn(10, 12) * np.sqrt(1 / 12)
    b2 = np.zeros((10, 1))
    return W1, b1, W2, b2

def ReLU(Z):
    return np.maximum(Z, 0)

def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)

def forward_prop(W1, b1, W2, b2, X):
    Z1 = W1.dot(X) + b1
    A1 = ReLU(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2

def one_hot(Y):
    one_hot_Y = np.zeros((Y.size, 10))
    one_hot_Y[np.arange(Y.size), Y] = 1
    return one_hot_Y.T

def backward_prop(Z1, A1, A2, W2, X, Y):
    dZ2 = A2 - one_hot(Y)
    dW2 = 1 / m_train * dZ2.dot(A1.T)
    db2 = 1 / m_train * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2.T.dot(dZ2) * (Z1 > 0)
    dW1 = 1 / m_train * dZ1.dot(X.T)
    db1 = 1 / m_train * np.sum(dZ1, axis=1, keepdims=True)
    return dW1, db1, dW2, db2

def update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    W1 = W1 - alpha * dW1
    b1 = b1 - alpha * db1
    W2 = W2 - alpha * dW2
    b2 = b2 - alpha * db2
    return W1, b1, W2, b2

# In[4]:
def get_predictions(A2):
    return np.argmax(A2, 0)

def get_accuracy(predictions, Y):
    return np.sum(predictions == Y) / Y.size

def gradient_descent(X, Y, alpha, iterations):
    W1, b1, W2, b2 = init_params()
    for i in range(iterations):
        Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X)
        dW1, db1, dW2, db2 = backward_prop(Z1, A1, A2, W2, X, Y)
        W1, b1, W2, b2 = update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha)
        if i % 20 == 0:
            print("Iteration: ", i)
            print(get_accuracy(get_predictions(A2), Y))
    return W1, b1, W2, b2

# In[5]:
W1, b1, W2, b2 = gradient_descent(X_train, Y_train, 0.3, 200)

# In[6]:
dev_predictions = get_predictions(forward_prop(W1, b1, W2, b2, X_dev)[3])
print("dev:", get_accuracy(dev_predictions, Y_dev))
