import numpy as np
# import matplotlib.pyplot as plt

np.random.seed(1)
x_pre = 2 * np.random.normal(size=(1000, 1))
y = 0.3 * x_pre ** 2 - 0.2 * np.cos(x_pre)
y = y.reshape(y.shape[0], 1)


def standard(data):
    mu = np.mean(data)
    std = np.std(data)
    return (data - mu) / std


x = standard(x_pre)
y = standard(y)
m = x.shape[0]

# l1 = sigmoid(x w0 + b0),  l2 = l1 w1 + b1   (linear, because it is a regression)
# loss = (y - l2)^T (y - l2)
ndim = 10
w0 = 2 * np.random.random((1, ndim)) - 1
w1 = 2 * np.random.random((ndim, 1)) - 1
b0 = np.random.normal(size=(1, ndim))
b1 = np.random.normal(size=(1, 1))

lr = 0.2

for j in range(4000):
    # forward
    l1 = 1 / (1 + np.exp(-(np.dot(x, w0) + b0)))
    l2 = np.dot(l1, w1) + b1

    # backward
    l2_delta = 2 * (y - l2) / m
    l1_delta = l2_delta.dot(w1.T) * (l1 * (1 - l1))

    w1 += lr * l1.T.dot(l2_delta)
    w0 += lr * x.T.dot(l1_delta)
    b1 += lr * np.sum(l2_delta, axis=0, keepdims=True)
    b0 += lr * np.sum(l1_delta, axis=0, keepdims=True)

    if j < 4 or j % 500 == 0:
        print('loss', j, np.mean((y - l2) ** 2))

l1 = 1 / (1 + np.exp(-(np.dot(x, w0) + b0)))
y_hap = np.dot(l1, w1) + b1

print('sum of squares', np.sum(np.square(y - y_hap)))
print(np.hstack((y, y_hap))[:5])
# plt.plot(np.arange(len(y)), y, 'r')
# plt.plot(np.arange(len(y_hap)), y_hap, 'g')
# plt.show()
