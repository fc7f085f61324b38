import numpy as np
from sklearn.datasets import load_diabetes

def load():
    d = load_diabetes()
    X = d.data / d.data.std(axis=0)
    y = (d.target - d.target.mean()) / d.target.std()
    X = X[:, [2, 3, 8, 6]]        # bmi, bp, s5, s3
    X, y = X[:220], y[:220]
    return X, y

X, y = load()
n, f = X.shape
H = 5
w1 = np.random.randn(f, H) * 0.5
b1 = np.zeros(H)
w2 = np.random.randn(H) * 0.5
b2 = 0.0

def hidden(x):
    return np.tanh(x.dot(w1) + b1)

def predict(x):
    return hidden(x).dot(w2.reshape(-1, 1)) + b2

def loss(pred, y):
    return np.mean((pred - y) ** 2)

eta = 0.08
print("variance of y", np.var(y))
for it in range(200):
    h = hidden(X)
    pred = predict(X)
    err = pred - y.reshape(-1, 1)
    if it % 25 == 0:
        print(it, "loss", np.mean(err ** 2), "pred min / max", pred.min(), pred.max())

    # one unit after the other, easier for me to follow than matrices
    new_w1, new_b1, new_w2 = w1.copy(), b1.copy(), w2.copy()
    for k in range(H):
        hk = h[:, k:k + 1]
        new_w2[k] = w2[k] - eta * 2 * np.mean(err * hk)
        slope = err * w2[k] * (1 - hk ** 2)
        for j in range(f):
            new_w1[j, k] = w1[j, k] - eta * 2 * np.mean(slope * X[:, j:j + 1])
        new_b1[k] = b1[k] - eta * 2 * np.mean(slope)
    b2 = b2 - eta * 2 * np.mean(err)
    w1, b1, w2 = new_w1, new_b1, new_w2

p = predict(X)
for i in range(5):
    print("pred %.3f  real %.3f" % (p[i, 0], y[i]))
# r2 = 1 - ((p - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()
