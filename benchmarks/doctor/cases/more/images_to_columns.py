import numpy as np
from sklearn.datasets import load_digits

def load_dataset():
    d = load_digits()
    rng = np.random.RandomState(0)
    p = rng.permutation(len(d.images))
    images, labels = d.images[p], d.target[p]
    return images[:1400], labels[:1400].reshape(1, -1), images[1400:], labels[1400:].reshape(1, -1)

train_x_orig, train_y, dev_x_orig, dev_y = load_dataset()
m_train = train_x_orig.shape[0]
num_px = train_x_orig.shape[1]
m_dev = dev_x_orig.shape[0]

print("Number of training examples:", m_train)
print("Each image is of size: (" + str(num_px) + ", " + str(num_px) + ")")

train_x_flatten = train_x_orig.reshape(num_px * num_px, -1)
dev_x_flatten = dev_x_orig.reshape(num_px * num_px, -1)

train_x = train_x_flatten / 16.
dev_x = dev_x_flatten / 16.
print("train_x's shape:", train_x.shape, "dev_x's shape:", dev_x.shape)

def to_one_hot(y, classes=10):
    return np.eye(classes)[y.reshape(-1)].T

n_x, n_h, n_y = num_px * num_px, 32, 10
par = {"W1": np.random.randn(n_h, n_x) * np.sqrt(1 / n_x), "b1": np.zeros((n_h, 1)),
       "W2": np.random.randn(n_y, n_h) * np.sqrt(1 / n_h), "b2": np.zeros((n_y, 1))}
cfg = {"rate": 0.3, "epochs": 25, "batch": 64, "lambd": 1e-4}

def fwd(X):
    Z1 = par["W1"] @ X + par["b1"]
    A1 = np.tanh(Z1)
    Z2 = par["W2"] @ A1 + par["b2"]
    E = np.exp(Z2 - np.max(Z2, axis=0, keepdims=True))
    return A1, E / np.sum(E, axis=0, keepdims=True)

def step(X, T):
    m = X.shape[1]
    A1, A2 = fwd(X)
    dZ2 = A2 - T
    g = {}
    g["W2"] = dZ2 @ A1.T / m + cfg["lambd"] * par["W2"]
    g["b2"] = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = par["W2"].T @ dZ2 * (1 - A1 ** 2)
    g["W1"] = dZ1 @ X.T / m + cfg["lambd"] * par["W1"]
    g["b1"] = np.sum(dZ1, axis=1, keepdims=True) / m
    for k in par:
        par[k] = par[k] - cfg["rate"] * g[k]
    data_cost = -np.sum(T * np.log(A2 + 1e-12)) / m
    reg = cfg["lambd"] / 2 * (np.sum(par["W1"] ** 2) + np.sum(par["W2"] ** 2))
    return data_cost + reg

def accuracy(X, y):
    return float(np.mean(np.argmax(fwd(X)[1], axis=0) == y.reshape(-1)))

T = to_one_hot(train_y)
for ep in range(cfg["epochs"]):
    perm = np.random.permutation(m_train)
    costs = []
    for s in range(0, m_train, cfg["batch"]):
        b = perm[s:s + cfg["batch"]]
        costs.append(step(train_x[:, b], T[:, b]))
    if ep % 3 == 0 or ep == cfg["epochs"] - 1:
        print("epoch %2d cost %.4f train %.3f dev %.3f" % (ep, np.mean(costs), accuracy(train_x, train_y), accuracy(dev_x, dev_y)))
