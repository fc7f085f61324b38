import numpy as np
from sklearn.datasets import load_digits
from sklearn.utils import shuffle

np.set_printoptions(suppress=True)
np.random.seed(0)

raw = load_digits()
X = raw.data
Y = np.eye(10)[raw.target]
X, Y = shuffle(X, Y)
X, X_val = X[:1500], X[1500:]
Y, Y_val = Y[:1500], Y[1500:]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def d_sig(z):
    s = sigmoid(z)
    return s * (1 - s)


def nn_forward(x, w, b):
    return np.dot(x, w.T) + b.T


def cost(y, a):
    return np.mean(np.sum((y - a) ** 2, axis=1)) / 2


epochs = 50
batch = 1500
learning_rate = 3

B1 = np.random.randn(30, 1)
B2 = np.random.randn(10, 1)
W1 = np.random.randn(64, 30) / 4
W2 = np.random.randn(30, 10) / 4

for i in range(epochs):
    X, Y = shuffle(X, Y)
    for b in range(0, np.size(X, 0), batch):
        inputs = X[b:b + batch]
        outputs = Y[b:b + batch]

        Z1 = nn_forward(inputs, W1.T, B1)
        A1 = sigmoid(Z1)
        Z2 = nn_forward(A1, W2.T, B2)
        A2 = sigmoid(Z2)

        e_L = (outputs - A2) * d_sig(Z2)
        e_1 = np.multiply(np.dot(e_L, W2.T), d_sig(Z1))

        d_B2 = np.sum(e_L, axis=0).reshape(B2.shape)
        d_B1 = np.sum(e_1, axis=0).reshape(B1.shape)
        d_W2 = np.dot(A1.T, e_L)
        d_W1 = np.dot(inputs.T, e_1)

        n_rows = inputs.shape[0]
        B1 = np.subtract(B1, (learning_rate / n_rows) * d_B1)
        B2 = np.subtract(B2, (learning_rate / n_rows) * d_B2)
        W1 = np.subtract(W1, (learning_rate / n_rows) * d_W1)
        W2 = np.subtract(W2, (learning_rate / n_rows) * d_W2)
    print(i, cost(outputs, A2))

out = sigmoid(nn_forward(sigmoid(nn_forward(X_val, W1.T, B1)), W2.T, B2))
print(out[:4])
print("validation accuracy:", (out.argmax(axis=1) == Y_val.argmax(axis=1)).mean())
