import numpy as np

X = np.array([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1]
])

Y = np.array([
    [0],
    [0],
    [0],
    [1]
])

m = X.shape[0]
lambd = 0.0001
num_nodes = 400

W1 = np.random.randn(num_nodes, X.shape[1]) * 0.1
b1 = np.zeros((num_nodes, 1))

W2 = np.random.randn(1, num_nodes) * 0.1
b2 = np.zeros((1, 1))

X = X.T
Y = Y.T

costs = []

for i in range(4000):
    # forward
    Z1 = np.dot(W1, X) + b1
    A1 = 1 / (1 + np.exp(-Z1))
    Z2 = np.dot(W2, A1) + b2
    A2 = 1 / (1 + np.exp(-Z2))

    # cost
    l2 = (lambd / (2 * m)) * (np.sum(np.square(W1)) + np.sum(np.square(W2)))
    cost = -(1 / m) * np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) + l2
    costs.append(cost)

    # backward
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T) + (lambd * W2) / m
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)

    dZ1 = np.multiply(np.dot(W2.T, dZ2), A1 * (1 - A1))
    dW1 = (1 / m) * np.dot(dZ1, X.T) + (lambd * W1) / m
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)

    # step
    W2 = W2 - 0.01 * dW2
    b2 = b2 - 0.01 * db2
    W1 = W1 - 0.01 * dW1
    b1 = b1 - 0.01 * db1

    if i % 400 == 0:
        print("cost at", i, ":", cost)

print(A2)
