# Samples in the columns, the bias is the last column of each Theta (a row of ones is added to every layer's input).
# Label smoothing 0.1, Adam with warm-up and cosine decay. The cost never gets under 0.3 whatever I do, and in the first
# ten steps hardly anything happens. Wrong gradient?
import numpy as np
from sklearn.datasets import load_iris

np.random.seed(4)

iris = load_iris()
X = iris.data.T
labels = iris.target
mix = np.random.permutation(150)
X, labels = X[:, mix], labels[mix]
X = (X - X[:, :120].mean(axis=1, keepdims=True)) / X[:, :120].std(axis=1, keepdims=True)

K = 3
EPS = 0.1
onehot = (labels[None, :] == np.arange(K)[:, None]).astype(float)
Y = onehot * (1 - EPS) + EPS / K

sizes = (4, 12, 8, K)
Theta = [np.hstack([np.random.randn(o, i) * np.sqrt(2.0 / i), np.zeros((o, 1))]) for i, o in zip(sizes, sizes[1:])]


def with_ones(A):
    return np.vstack([A, np.ones((1, A.shape[1]))])


def hypothesis(Theta, X):
    inputs = []
    A = X
    for k, T in enumerate(Theta):
        inputs.append(with_ones(A))
        Z = T @ inputs[-1]
        A = np.maximum(Z, 0.01 * Z) if k < len(Theta) - 1 else Z
    A = A - A.max(axis=0)
    return np.exp(A) / np.exp(A).sum(axis=0), inputs


def slope(A):
    return np.where(A > 0, 1.0, 0.01)


def gradient(Theta, H, inputs, Y):
    m = Y.shape[1]
    D = [None] * len(Theta)
    delta = (H - Y) / m
    for k in range(len(Theta) - 1, -1, -1):
        D[k] = delta @ inputs[k].T
        if k:
            delta = (Theta[k][:, :-1].T @ delta) * slope(inputs[k][:-1])
    return D


def rate(step, total, peak=0.02, warm=30):
    if step <= warm:
        return peak * step / warm
    return 0.5 * peak * (1 + np.cos(np.pi * (step - warm) / (total - warm)))


M = [np.zeros_like(T) for T in Theta]
V = [np.zeros_like(T) for T in Theta]
TOTAL = 400
for step in range(1, TOTAL + 1):
    pick = np.random.choice(120, 30, replace=False)
    H, inputs = hypothesis(Theta, X[:, pick])
    D = gradient(Theta, H, inputs, Y[:, pick])
    for k in range(len(Theta)):
        M[k] = 0.9 * M[k] + 0.1 * D[k]
        V[k] = 0.999 * V[k] + 0.001 * D[k] * D[k]
        Theta[k] = Theta[k] - rate(step, TOTAL) * (M[k] / (1 - 0.9 ** step)) / (np.sqrt(V[k] / (1 - 0.999 ** step)) + 1e-8)
    if step % 50 == 0 or step in (1, 10):
        cost = -np.sum(Y[:, pick] * np.log(H)) / 30
        right = np.mean(hypothesis(Theta, X[:, 120:])[0].argmax(axis=0) == labels[120:])
        print("step %3d  rate %.4f  cost %.4f  right %.3f" % (step, rate(step, TOTAL), cost, right))
