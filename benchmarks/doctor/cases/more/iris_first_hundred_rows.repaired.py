import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
data = iris["data"]
target = iris["target"]
data = (data - data.mean(axis=0)) / data.std(axis=0)
print(data.shape, target.shape)

# 2/3 for training
perm = np.random.permutation(len(data))
data, target = data[perm], target[perm]
n_train = int(2 / 3 * len(data))
x_train, t_train = data[:n_train], target[:n_train]
x_test, t_test = data[n_train:], target[n_train:]

w1 = np.random.randn(4, 16) * 0.5
b1 = np.zeros(16)
w2 = np.random.randn(16, 3) * 0.5
b2 = np.zeros(3)


def relu(x):
    return np.where(x < 0, 0.0, x)


def softmax(x):
    x = np.exp(x - x.max())
    return x / np.sum(x)


def forward(x):
    a = x @ w1 + b1
    b = relu(a)
    c = b @ w2 + b2
    d = softmax(c)
    return [x, a, b, c, d]


def backward(fp, target):
    x, a, b, c, d = fp
    oh = np.zeros(d.shape)
    oh[0, target] = 1.0
    dl_dc = d - oh                            # (1,3)
    dl_dw2 = b.T @ dl_dc                      # (16,3)
    dl_da = np.where(a < 0, 0.0, 1.0) * (dl_dc @ w2.T)   # (1,16)
    dl_dw1 = x.T @ dl_da                      # (4,16)
    return [dl_dw1, dl_da.reshape(-1), dl_dw2, dl_dc.reshape(-1)]


learning_rate = 0.02

for epoch in range(25):
    losses = []
    for x, t in zip(x_train, t_train):
        fp = forward(x[None, :])
        losses.append(-np.log(fp[-1][0, t] + 1e-12))
        gradients = backward(fp, t)
        for w, g in zip([w1, b1, w2, b2], gradients):
            w -= learning_rate * g
    if epoch % 4 == 0:
        print(f"Epoch {epoch} Loss: {np.mean(losses)}")

preds = [forward(x[None, :])[-1].argmax() for x in x_test]
print("test predictions", preds)
print("test accuracy", np.mean(np.array(preds) == t_test))
