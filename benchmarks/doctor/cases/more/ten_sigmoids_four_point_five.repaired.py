import numpy as np
from sklearn.datasets import load_digits
from sklearn.utils import shuffle

np.set_printoptions(suppress=True)

digits = load_digits()
X = digits.data / 16.0
Y = np.zeros((X.shape[0], 10))
for k in range(X.shape[0]):
    Y[k, digits.target[k]] = 1


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def d_sig(z):
    return sigmoid(z) * (1 - sigmoid(z))


def nn_forward(inputs, w, b):
    return (np.dot(w, inputs.T) + b).T


def cost(y, a):
    return np.sum((y - a) ** 2) / (2 * np.size(y, 0))


epochs = 60
batch = 50
learning_rate = 3

B1 = np.random.randn(30, 1)
B2 = np.random.randn(10, 1)
W1 = np.random.randn(64, 30) / 8
W2 = np.random.randn(30, 10) / 5

for i in range(epochs):
    X, Y = shuffle(X, Y)
    for b in range(0, np.size(X, 0), batch):
        inputs = X[b:b + batch]
        outputs = Y[b:b + batch]
        m = np.size(inputs, 0)

        Z1 = nn_forward(inputs, W1.T, B1)
        A1 = sigmoid(Z1)
        Z2 = nn_forward(A1, W2.T, B2)
        A2 = sigmoid(Z2)

        e_L = (A2 - outputs) * d_sig(Z2)
        e_1 = np.multiply(np.dot(e_L, W2.T), d_sig(Z1))

        d_B2 = np.sum(e_L, axis=0).reshape((np.size(B2, 0), 1))
        d_B1 = np.sum(e_1, axis=0).reshape((np.size(B1, 0), 1))
        d_W2 = np.dot(A1.T, e_L)
        d_W1 = np.dot(inputs.T, e_1)

        B1 = np.subtract(B1, (learning_rate / m) * d_B1)
        B2 = np.subtract(B2, (learning_rate / m) * d_B2)
        W1 = np.subtract(W1, (learning_rate / m) * d_W1)
        W2 = np.subtract(W2, (learning_rate / m) * d_W2)
    if i % 5 == 0:
        print(i, cost(outputs, A2))

print(np.round(A2[:3], 3))
