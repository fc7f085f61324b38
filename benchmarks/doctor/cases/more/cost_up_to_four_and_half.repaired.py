import numpy as np
from sklearn.datasets import load_digits
from sklearn.utils import shuffle

np.set_printoptions(suppress=True)

digits = load_digits()
X = digits.data / 16
Y = np.eye(10)[digits.target]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def d_sig(z):
    return sigmoid(z) * (1 - sigmoid(z))


def cost(y, a):
    return np.sum((y - a) ** 2) / (2 * len(y))


def nn_forward(a, W, B):
    return (np.dot(W, a.T) + B).T


epochs = 200
batch = 1797
learning_rate = 3

B1 = np.random.randn(30, 1)
B2 = np.random.randn(10, 1)
W1 = np.random.randn(64, 30) / 8
W2 = np.random.randn(30, 10) / 5

for i in range(epochs):
    X, Y = shuffle(X, Y)

    c_B1 = np.zeros(B1.shape)
    c_B2 = np.zeros(B2.shape)
    c_W1 = np.zeros(W1.shape)
    c_W2 = np.zeros(W2.shape)

    for b in range(0, np.size(X, 0), batch):
        inputs = X[b:b + batch]
        outputs = Y[b:b + batch]

        Z1 = nn_forward(inputs, W1.T, B1)
        A1 = sigmoid(Z1)
        Z2 = nn_forward(A1, W2.T, B2)
        A2 = sigmoid(Z2)

        e_L = (A2 - outputs) * d_sig(Z2)
        e_1 = np.multiply(np.dot(e_L, W2.T), d_sig(Z1))

        d_B2 = np.sum(e_L, axis=0)
        d_B1 = np.sum(e_1, axis=0)
        d_W2 = np.dot(A1.T, e_L)
        d_W1 = np.dot(inputs.T, e_1)

        c_B1 = np.add(c_B1, d_B1.reshape((np.size(B1, 0), 1)))
        c_B2 = np.add(c_B2, d_B2.reshape((np.size(B2, 0), 1)))
        c_W1 = np.add(c_W1, d_W1)
        c_W2 = np.add(c_W2, d_W2)

    B1 = np.subtract(B1, (learning_rate / batch) * c_B1)
    B2 = np.subtract(B2, (learning_rate / batch) * c_B2)
    W1 = np.subtract(W1, (learning_rate / batch) * c_W1)
    W2 = np.subtract(W2, (learning_rate / batch) * c_W2)

    if i % 20 == 0:
        print(i, cost(outputs, A2))
