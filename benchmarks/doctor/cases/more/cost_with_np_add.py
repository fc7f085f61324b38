import numpy as np
from sklearn.datasets import load_digits
from sklearn.utils import shuffle

np.set_printoptions(suppress=True)

X, labels = load_digits(return_X_y=True)
X = X / 16
Y = np.eye(10)[labels]
X, Y = shuffle(X, Y)
X_test, Y_test = X[1500:], Y[1500:]
X, Y = X[:1500], Y[:1500]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def d_sig(z):
    return sigmoid(z) * (1 - sigmoid(z))


def nn_forward(inputs, W, B):
    # (batch, in), (out, in), (out, 1) -> (batch, out)
    return (np.dot(W, inputs.T) + B).T


def cost(outputs, A):
    return np.sum((outputs - A) ** 2) / (2 * len(A))


epochs = 60
batch = 30
learning_rate = 3
B1 = np.random.randn(30, 1)
B2 = np.random.randn(10, 1)
W1 = np.random.randn(64, 30) / 8
W2 = np.random.randn(30, 10) / np.sqrt(30)

for i in range(epochs):
    X, Y = shuffle(X, Y)
    total = 0
    for b in range(0, np.size(X, 0), batch):
        inputs = X[b:b + batch]
        outputs = Y[b:b + batch]

        Z1 = nn_forward(inputs, W1.T, B1)
        A1 = sigmoid(Z1)
        Z2 = nn_forward(A1, W2.T, B2)
        A2 = sigmoid(Z2)
        total += cost(outputs, A2) * batch

        e_L = (outputs - A2) * d_sig(Z2)
        e_1 = np.multiply(np.dot(e_L, W2.T), d_sig(Z1))

        d_B2 = np.sum(e_L, axis=0).reshape((np.size(B2, 0), 1))
        d_B1 = np.sum(e_1, axis=0).reshape((np.size(B1, 0), 1))
        d_W2 = np.dot(A1.T, e_L)
        d_W1 = np.dot(inputs.T, e_1)

        B1 = np.add(B1, (learning_rate / batch) * d_B1)
        B2 = np.add(B2, (learning_rate / batch) * d_B2)
        W1 = np.add(W1, (learning_rate / batch) * d_W1)
        W2 = np.add(W2, (learning_rate / batch) * d_W2)
    if i % 10 == 0:
        print(i, total / len(X))

answer = sigmoid(nn_forward(sigmoid(nn_forward(X_test, W1.T, B1)), W2.T, B2))
print('test', np.mean(answer.argmax(1) == Y_test.argmax(1)))
