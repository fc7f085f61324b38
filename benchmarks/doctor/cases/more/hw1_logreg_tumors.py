"""
Homework 1 - logistic regression from scratch
"""
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


def load():
    data = load_breast_cancer()
    X_train, X_test, y_train, y_test = train_test_split(
        data.data, data.target, test_size=0.25, random_state=42)
    return X_train, X_test, y_train, y_test


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def predict_proba(X, w, b):
    return sigmoid(X @ w + b)


def loss(y, p):
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def gradients(X, y, p):
    m = X.shape[0]
    dw = X.T @ (p - y) / m
    db = np.sum(p - y) / m
    return dw, db


def fit(X, y, lr=0.5, epochs=600):
    w = np.zeros(X.shape[1])
    b = 0.0
    history = []
    for epoch in range(epochs):
        p = predict_proba(X, w, b)
        history.append(loss(y, p))
        dw, db = gradients(X, y, p)
        w = w - lr * dw
        b = b - lr * db
        if epoch % 100 == 0:
            print(f"epoch {epoch:4d}  loss {history[-1]:.4f}")
    return w, b, history


def accuracy(X, y, w, b):
    return np.mean((predict_proba(X, w, b) >= 0.5) == y)


X_train, X_test, y_train, y_test = load()
w, b, history = fit(X_train, y_train)
print("final loss    ", history[-1])
print("train accuracy", accuracy(X_train, y_train, w, b))
print("test accuracy ", accuracy(X_test, y_test, w, b))
