# -*- coding: utf-8 -*-
# Softmax回帰をスクラッチで実装 (python2.7のノートブックから移植)
import numpy as np

np.random.seed(0)

# データ: 4つの測定値, 3種類の花 (irisの代わり)
centers = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.6, 2.0]])
T_train = np.random.randint(0, 3, 90)
X_train = centers[T_train] + np.random.randn(90, 4) * 0.3
X_train = X_train - X_train.mean(axis=0)
X_train = np.hstack([np.ones((90, 1)), X_train])   # バイアス


def softmax(z):
    e = np.exp(z - np.max(z))
    #return e/np.sum(e)
    return np.maximum(1e-5, e/np.sum(e))

n_class = 3

# Weight
W = np.random.randn(X_train.shape[1], n_class)

# Z = XW (+ b)
def transfunc(X, W):
    return np.dot(X, W)

def initialize_label(X):
    Z = transfunc(X, W)
    return np.argmax(np.apply_along_axis(softmax, 1, Z), axis=1)

# 各データにラベルを割り当てる
labels = T_train

def loss_function(X, theta):
    num = X.shape[0]
    J = 0
    z = np.dot(X, theta)
    for i in range(num):
        for k in range(n_class):
            if labels[i] == k:
                J = J - np.log(softmax(z[i])[k])
            else:
                J = J - 0
    return J

def gradient_k(X, theta, k):
    num = X.shape[0]
    z = np.dot(X, theta)
    grad = np.zeros_like(theta[:, k])
    for i in range(num):
        if labels[i] == k:
            grad = grad - X[i]*(1 - softmax(z[i])[k])
        else:
            grad = grad + X[i]*softmax(z[i])[k]
    return grad

loss_cost = [0]

def update(X, theta, eta=0.01, max_iter=100):
    for i in range(max_iter):
        tmp_theta = theta.copy()
        for k in range(n_class):
            tmp_theta[:, k] = tmp_theta[:, k] - eta*gradient_k(X, theta, k)
        theta = tmp_theta
        loss_cost.append(loss_function(X, theta))
        if i % 20 == 0:
            print("iter {}: cost {}".format(i, loss_cost[-1]))
        if abs(loss_cost[-1]-loss_cost[i]) < 1e-5:
            print("converge, {}:iter".format(i))
            break
    return theta

predtheta = update(X_train, W)

# 精度
y_pred = np.argmax(transfunc(X_train, predtheta), axis=1)
print("accuracy", np.mean(y_pred == T_train))
