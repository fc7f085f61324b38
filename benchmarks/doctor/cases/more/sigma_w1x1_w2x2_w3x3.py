import numpy as np


def sigmoid(x):
    return 1/(1 + np.exp(-x))


# three inputs, one output, no hidden layer
data_train = np.array([[1, 0, 1], [0, 1, 1], [0, 1, 0], [0, 0, 1]])
train_res = np.array([[1], [0], [0], [0]])

np.random.seed(0)
weights = 2*np.random.random((3,1)) - 1

for i in range(10000):
    out = sigmoid(np.dot(data_train,weights))
    dE = 2*np.dot(data_train.T, (out - train_res) * np.dot(out.T,(1 - out)))
    weights += dE
    if i % 1000 == 0:
        print(i, float(np.sum((train_res - out)**2)))

test = np.array([0, 0, 1])
print(sigmoid(np.dot(test, weights)))
test = np.array([1, 0, 1])
print(sigmoid(np.dot(test, weights)))
