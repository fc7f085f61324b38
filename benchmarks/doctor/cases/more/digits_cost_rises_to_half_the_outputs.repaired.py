import numpy as np
from sklearn.datasets import load_digits
from sklearn.utils import shuffle

np.set_printoptions(suppress=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def d_sig(x):
    return sigmoid(x) * (1 - sigmoid(x))


def nn_forward(inp, W, B):
    return np.dot(inp, W) + B.T


def cost(y, a):
    return np.mean(np.sum((y - a) ** 2, axis=1)) / 2


digits = load_digits()
X = digits.data / 16
labels = digits.target
Y = np.zeros((len(X), 11))
for i, l in enumerate(labels):
    Y[i, l] = 1
Y = Y[:, :10]

epochs = 50
batch = 100
learning_rate = 3

B1 = np.zeros((30, 1))
B2 = np.zeros((10, 1))
W1 = np.random.randn(64, 30) / 8
W2 = np.random.randn(30, 10) / 5

for i in range(epochs):
    X, Y, labels = shuffle(X, Y, labels)
    for b in range(0, np.size(X, 0), batch):
        inputs = X[b:b+batch]
        outputs = Y[b:b+batch]
        n = np.size(inputs, 0)

        Z1 = nn_forward(inputs, W1, B1)
        A1 = sigmoid(Z1)
        Z2 = nn_forward(A1, W2, B2)
        A2 = sigmoid(Z2)

        e_L = (A2 - outputs) * d_sig(Z2)
        e_1 = np.multiply(np.dot(e_L, W2.T), d_sig(Z1))

        d_B2 = np.sum(e_L, axis=0).reshape(B2.shape)
        d_B1 = np.sum(e_1, axis=0).reshape(B1.shape)
        d_W2 = np.dot(A1.T, e_L)
        d_W1 = np.dot(inputs.T, e_1)

        B1 = np.subtract(B1, (learning_rate/n) * d_B1)
        B2 = np.subtract(B2, (learning_rate/n) * d_B2)
        W1 = np.subtract(W1, (learning_rate/n) * d_W1)
        W2 = np.subtract(W2, (learning_rate/n) * d_W2)

    if i % 5 == 0:
        print(i, cost(outputs, A2))

out = sigmoid(nn_forward(sigmoid(nn_forward(X, W1, B1)), W2, B2))
print(out[:3])
print('recognised', np.mean(np.argmax(out, axis=1) == labels))
