# Lab 1 - simple linear regression with gradient descent
import numpy as np
from sklearn.datasets import load_diabetes

data = load_diabetes()
x = data.data[:, 2]          # bmi only
y = data.target

x = (x - x.mean()) / x.std()
y = y.reshape(-1)
n = len(x)
print("number of patients:", n)

w = 0.0
b = 0.0
alpha = 0.05
costs = []

def predict(x, w, b):
    return w * x + b

def cost(x, y, w, b):
    return ((predict(x, w, b) - y) ** 2).sum() / (2 * len(x))

def gradient(x, y, w, b):
    err = predict(x, w, b) - y
    dw = (err * x).mean()
    db = err.mean()
    return dw, db

for it in range(300):
    dw, db = gradient(x, y, w, b)
    w -= alpha * dw
    b -= alpha * db
    costs.append(cost(x, y, w, b))
    if it % 30 == 0:
        print("iter", it, "w =", w, "b =", b)

print("w =", w)
print("b =", b)

# compare with the closed form
slope, intercept = np.polyfit(x, data.target, 1)
print("polyfit:", slope, intercept)

plotx = np.linspace(-2, 4, 5)
for px in plotx:
    print("bmi", round(px, 2), "->", round(predict(px, w, b), 1))
