import math
import numpy as np
import random as rd

def sigmoid(x):
    f = 1/(1+np.exp(-1*x))
    return f

def sigmoid_(x):
    f = [[sigmoid(x[i][j])*(1-sigmoid(x[i][j])) for j in range(len(x[i]))] for i in range(len(x))]
    return f

def differentail_matrix(x):
    f = np.diag(x[0])
    return f

def show(tag, p):
    print(tag, " ".join("%.3f" % v for v in np.ravel(p)))

input_X = np.array([[0,0],[1,0],[0,1],[1,1]])
input_Y = np.array([[0],[1],[1],[0]])

HIDDEN = 6
W1 = np.random.randn(HIDDEN,2)*2     # input to hidden layer weights
b1 = np.random.randn(HIDDEN,1)       # hidden layer biases

W2 = np.random.randn(1,HIDDEN)       # hidden to output layer weights
b2 = np.random.randn(1,1)            # output layer bias

alpha = 0.5  # learning rate
# alpha = 0.05
errs = []

for k in range(6000):
    r = rd.sample([0,1,2,3], 1)           # Random sample
    X = np.array(input_X[r])
    X.shape = (2,1)                       # Reshape
    Y = np.array(input_Y[r])

    in1 = np.dot(W1,X) + b1
    out1 = sigmoid(in1)
    in2 = np.dot(W2,out1) + b2
    pred_y = sigmoid(in2)
    err = Y - pred_y
    errs.append(float(err[0][0])**2)

    # Back propagation
    s2 = -2 * sigmoid(pred_y) * (1 - sigmoid(pred_y)) * err
    temp = sigmoid_(out1)
    temp = np.array(temp)
    temp.shape = (1, HIDDEN)
    temp2 = np.array(differentail_matrix(temp))
    s1 = np.dot(temp2, W2.T) * s2

    W2 = W2 - alpha * s2 * np.transpose(out1)
    b2 = b2 - alpha * s2
    W1 = W1 - alpha * np.dot(s1, np.transpose(X))
    b1 = b1 - alpha * s1

    if k % 1000 == 0:
        out_all = sigmoid(np.dot(W1, np.transpose(input_X)) + b1)
        pred_all = sigmoid(np.dot(W2, out_all) + b2)
        show(str(k), pred_all)

out_all = sigmoid(np.dot(W1, np.transpose(input_X)) + b1)
pred_all = sigmoid(np.dot(W2, out_all) + b2)
show("end", pred_all)
print("mean squared error of the last 400:", sum(errs[-400:]) / 400, math.sqrt(sum(errs[-400:]) / 400))
