import numpy as np

"""The sheet in Python: columns are samples, 3 -> 8 -> 8 -> 8 -> 2, everything written out cell by cell."""


def relu(z):
    return np.maximum(z, 0)


def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


# points inside / outside of a shell
P = np.random.randn(3, 400)
r = np.sqrt((P ** 2).sum(axis=0))
label = ((r > 1.1) & (r < 1.9)).astype(int)
Target = np.zeros((2, 400))
Target[label, np.arange(400)] = 1

W1, b1 = np.random.randn(8, 3) * np.sqrt(2 / 3), np.zeros((8, 1))
W2, b2 = np.random.randn(8, 8) * np.sqrt(2 / 8), np.zeros((8, 1))
W3, b3 = np.random.randn(8, 8) * np.sqrt(2 / 8), np.zeros((8, 1))
W4, b4 = np.random.randn(2, 8) * np.sqrt(2 / 8), np.zeros((2, 1))

rate = 0.2
N = P.shape[1]


def sheet(X):
    Z1 = W1 @ X + b1
    A1 = relu(Z1)
    Z2 = W2 @ A1 + b2
    A2 = relu(Z2)
    Z3 = W3 @ A2 + b3
    A3 = relu(Z3)
    Z4 = W4 @ A3 + b4
    return Z1, A1, Z2, A2, Z3, A3, softmax(Z4)


for step in range(3000):
    Z1, A1, Z2, A2, Z3, A3, Y = sheet(P)

    dL_dZ4 = (Y - Target) / N
    dL_dW4 = dL_dZ4 @ A3.T
    dL_db4 = dL_dZ4.sum(axis=1, keepdims=True)

    dL_dA3 = W4.T @ dL_dZ4
    dL_dZ3 = np.where(Z3 > 0, dL_dA3, 0)
    dL_dW3 = dL_dZ3 @ A2.T
    dL_db3 = dL_dZ3.sum(axis=1, keepdims=True)

    dL_dA2 = W3.T @ dL_dZ3
    dL_dZ2 = np.where(Z2 > 0, dL_dA3, 0)
    dL_dW2 = dL_dZ2 @ A1.T
    dL_db2 = dL_dZ2.sum(axis=1, keepdims=True)

    dL_dA1 = W2.T @ dL_dZ2
    dL_dZ1 = np.where(Z2 > 0, dL_dA1, 0)
    dL_dW1 = dL_dZ1 @ P.T
    dL_db1 = dL_dZ1.sum(axis=1, keepdims=True)

    W4, b4 = W4 - rate * dL_dW4, b4 - rate * dL_db4
    W3, b3 = W3 - rate * dL_dW3, b3 - rate * dL_db3
    W2, b2 = W2 - rate * dL_dW2, b2 - rate * dL_db2
    W1, b1 = W1 - rate * dL_dW1, b1 - rate * dL_db1

    if step % 300 == 0:
        print(step, -np.mean(np.log(Y[label, np.arange(N)] + 1e-12)), np.mean(Y.argmax(axis=0) == label))
