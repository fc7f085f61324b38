import random as rd
import numpy as np


def sigmoid(x):
    f = 1 / (1 + np.exp(-1 * x))
    return f


def sigmoid_(x):
    f = [[x[i][j] * (1 - x[i][j]) for j in range(len(x[i]))] for i in range(len(x))]
    return f


def diagonal_matrix(x):
    f = np.diag(x[0])
    return f


input_X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
input_Y = np.array([[0], [1], [1], [0]])

W1 = np.random.rand(2, 2)
b1 = np.zeros([2, 1])

W2 = np.random.rand(1, 2)
b2 = np.random.rand(1, 1)

alpha = 0.05

for k in range(40000):
    r = rd.sample([0, 1, 2, 3], 1)
    X = np.array(input_X[r])
    X.shape = (2, 1)
    Y = np.array(input_Y[r])

    out1 = sigmoid(np.dot(W1, X) + b1)
    pred_y = sigmoid(np.dot(W2, out1) + b2)
    err = Y - pred_y

    s2 = -2 * pred_y * (1 - pred_y) * err
    temp = sigmoid_(out1)
    temp = np.array(temp)
    temp.shape = (1, 2)
    temp2 = np.array(diagonal_matrix(temp))
    s1 = np.dot(temp2, W2.T) * s2

    W2 = W2 - alpha * s2 * np.transpose(out1)
    b2 = b2 - alpha * s2
    W1 = W1 - alpha * np.dot(s1, np.transpose(X))
    b1 = b1 - alpha * s1

    if k % 500 == 0:
        hidden = sigmoid(np.dot(W1, np.transpose(input_X)) + b1)
        print(sigmoid(np.dot(W2, hidden) + b2))
