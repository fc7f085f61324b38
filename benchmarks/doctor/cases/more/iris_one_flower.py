import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
data = iris["data"]
target = iris["target"]
data = (data - data.mean(axis=0)) / data.std(axis=0)

w1 = np.random.randn(4, 16)
b1 = np.random.randn(16)
w2 = np.random.randn(16, 3)
b2 = np.random.randn(3)


def relu(x):
    return np.where(x < 0, 0.0, x)


def softmax(x):
    x = np.exp(x)
    return x / np.sum(x)


def forward(x):
    pre = x @ w1 + b1
    hid = relu(pre)
    out = softmax(hid @ w2 + b2)
    return x, pre, hid, out


def backward(saved, label):
    x, pre, hid, out = saved
    oh = np.zeros(out.shape)
    oh[0, label] = 1.0
    top = out - oh
    down = np.where(pre < 0, 0.0, 1.0) * (top @ w2.T)
    return [x.T @ down, down.reshape(-1), hid.T @ top, top.reshape(-1)]


def loss(preds, label):
    return -np.log(preds)[0, label]


learning_rate = 0.01
for epoch in range(60):
    losses = []
    order = np.random.permutation(len(data))
    for x, y in zip(data[order], target[order]):
        x = x[None, :]
        saved = forward(x)
        losses.append(loss(saved[-1], y))
        for p, g in zip([w1, b1, w2, b2], backward(saved, y)):
            p -= learning_rate * g
    if epoch % 5 == 0:
        print(f"Epoch {epoch} Loss: {np.mean(losses)}")

hits = [np.argmax(forward(x[None, :])[-1]) == y for x, y in zip(data, target)]
print("right:", sum(hits), "of", len(hits))
