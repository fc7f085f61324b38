import numpy as np
from sklearn.datasets import load_breast_cancer

np.random.seed(4)
raw = load_breast_cancer()
feats = raw.data
target = raw.target.reshape(-1, 1)
p = np.random.permutation(len(feats))
feats, target = feats[p], target[p]
mu = feats[:400].mean(axis=0)
sd = feats[:400].std(axis=0)
feats = (feats - mu) / sd
X = np.insert(feats[:400], 0, 1, axis=1)
y = target[:400]
Xv = np.insert(feats[400:], 0, 1, axis=1)
yv = target[400:]
m, n = X.shape
n -= 1

# Architecture
hid = 3
no_out = 1

w1 = np.random.randn(hid, n + 1) * np.sqrt(2 / (hid + n + 1))
w2 = np.random.randn(no_out, hid + 1) * np.sqrt(2 / (no_out + hid + 1))

def g(x):
    return 1 / (1 + np.exp(-x))

def frwrd_prop(X, w1, w2):
    z2 = w1 @ X.T
    a2 = np.insert(g(z2), 0, 1, axis=0)
    h = g(w2 @ a2)
    return (h, a2)

# Cost and gradient
def Cost(X, y, w1, w2, lmbda=0.0):
    m = len(X)
    dw1 = np.zeros(w1.shape)
    dw2 = np.zeros(w2.shape)
    h, a2 = frwrd_prop(X, w1, w2)
    J = -(np.sum(y.T * np.log(h) + (1 - y).T * np.log(1 - h)) - lmbda / 2 * (np.sum(w1[:, 1:] ** 2) + np.sum(w2[:, 1:] ** 2))) / m
    # back propagation
    D3 = h - y.T
    D2 = (w2.T @ D3) * a2 * (1 - a2)
    dw1[:, 0] = (D2[1:] @ X)[:, 0] / m
    dw2[:, 0] = (D3 @ a2.T)[:, 0] / m
    dw1[:, 1:] = ((D2[1:] @ X)[:, 1:] + lmbda * w1[:, 1:]) / m
    dw2[:, 1:] = ((D3 @ a2.T)[:, 1:] + lmbda * w2[:, 1:]) / m
    return (J, dw1, dw2)

# Adam
def Train(w1, w2, maxIter=50):
    a, b1, b2, e = 0.01, 0.9, 0.999, 10**(-8)
    V1 = np.zeros(w1.shape)
    V2 = np.zeros(w2.shape)
    S1 = np.zeros(w1.shape)
    S2 = np.zeros(w2.shape)
    for i in range(1, maxIter + 1):
        J, dw1, dw2 = Cost(X, y, w1, w2, 0.1)
        V1 = b1 * V1 + (1 - b1) * dw1
        S1 = b2 * S1 + (1 - b2) * (dw1 ** 2)
        V2 = b1 * V2 + (1 - b1) * dw2
        S2 = b2 * S2 + (1 - b2) * (dw2 ** 2)
        V1 = V1 / (1 - b1 ** i)
        S1 = S1 / (1 - b2 ** i)
        V2 = V2 / (1 - b1 ** i)
        S2 = S2 / (1 - b2 ** i)
        w1 = w1 - a * V1 / (np.sqrt(S1) + e) * dw1
        w2 = w2 - a * V2 / (np.sqrt(S2) + e) * dw2
        if i % 50 == 0 or i == 1:
            print("Iteration", i, "Cost", J)
    return (w1, w2, J)

w1, w2, J = Train(w1, w2, 300)
guess = (frwrd_prop(Xv, w1, w2)[0] >= 0.5).astype(int)
print("Accuracy: {:.2f}%".format(100 * np.mean(guess == yv.T)))
