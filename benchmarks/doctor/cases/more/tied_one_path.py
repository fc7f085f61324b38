import numpy as np

np.random.seed(1)

# bars: an 6x6 picture is the sum of a few horizontal and vertical lines
def bars(n):
    pics = np.zeros((n, 6, 6))
    for p in pics:
        for k in np.where(np.random.rand(12) < 0.2)[0]:
            if k < 6:
                p[k, :] = 1
            else:
                p[:, k - 6] = 1
    return pics.reshape(n, 36)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


X = bars(500)
X_new = bars(200)
n_visible, n_hidden = 36, 12
W = np.random.randn(n_hidden, n_visible) * 0.3
b = np.zeros(n_hidden)
c = np.zeros(n_visible)
lr = 0.5

for epoch in range(60):
    order = np.random.permutation(len(X))
    cost = 0
    for i in range(0, len(X), 20):
        x = X[order[i:i + 20]]
        # encoder h = sigmoid(b + W x), decoder o = sigmoid(c + W^T h)
        h = sigmoid(x @ W.T + b)
        o = sigmoid(h @ W + c)
        cost += -np.sum(x * np.log(o + 1e-9) + (1 - x) * np.log(1 - o + 1e-9))

        d_out = (o - x) / len(x)
        d_hid = (d_out @ W.T) * h * (1 - h)
        dW = d_hid.T @ x
        W -= lr * dW
        b -= lr * d_hid.sum(0)
        c -= lr * d_out.sum(0)
    if epoch % 10 == 0:
        print('epoch', epoch, 'cross-entropy per picture', cost / len(X))

back = sigmoid(sigmoid(X_new @ W.T + b) @ W + c)
print('mean squared error on new pictures', np.mean((back - X_new) ** 2))
