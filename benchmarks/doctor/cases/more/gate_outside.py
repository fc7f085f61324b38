import numpy as np

np.random.seed(5)

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
Y = np.array([[0], [1], [1], [0]], dtype=float)


def sigmoid(x, deriv=False):
    if deriv:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


# weights and biases
W1 = np.random.uniform(-1, 1, (2, 4))
B1 = np.zeros((1, 4))
W2 = np.random.uniform(-1, 1, (4, 1))
B2 = np.zeros((1, 1))
LR = 0.5


def feed(x):
    hidden = sigmoid(np.dot(x, W1)) + B1
    out = sigmoid(np.dot(hidden, W2)) + B2
    return hidden, out


for i in range(10001):
    hidden, out = feed(X)
    err = Y - out
    d_out = err * sigmoid(out, deriv=True)
    d_hidden = d_out.dot(W2.T) * sigmoid(hidden, deriv=True)

    W2 += hidden.T.dot(d_out) * LR
    B2 += np.sum(d_out, axis=0, keepdims=True) * LR
    W1 += X.T.dot(d_hidden) * LR
    B1 += np.sum(d_hidden, axis=0, keepdims=True) * LR
    if i % 1000 == 0:
        print("Error:", np.mean(np.abs(err)))

print(feed(X)[1])
