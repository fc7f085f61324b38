import numpy as np
from sklearn.datasets import load_wine

wine = load_wine()
X, y = wine.data, wine.target

np.random.seed(13)
idx = np.random.permutation(len(X))
X, y = X[idx], y[idx]

split = 130
X_train, X_test = X[:split], X[split:]
y_train, y_test = y[:split], y[split:]

mean = X_train.mean(0)
std = X_train.std(0)
X_train = (X_train - mean) / std
X_test = (X_test - mean) / std

Y_train = np.zeros((split, 3))
for i in range(split):
    Y_train[i, y_train[i]] = 1

learning_rate = 0.8
epochs = 200
hidden = 10

w1 = np.random.randn(13, hidden) * 0.3
b1 = np.zeros(hidden)
w2 = np.random.randn(hidden, 3) * 0.3
b2 = np.zeros(3)


def softmax(s):
    exps = np.exp(s - np.max(s, axis=1, keepdims=True))
    return exps / np.sum(exps, axis=1, keepdims=True)


def forward(x):
    h = np.tanh(x.dot(w1) + b1)
    return h, softmax(h.dot(w2) + b2)


def loss_of(x, t):
    p = forward(x)[1]
    return -np.sum(t * np.log(p + 1e-10)) / len(x)


def test_accuracy():
    p = forward(X_test)[1]
    right = 0
    for i in range(len(X_test)):
        if np.argmax(p[i]) == y_test[i]:
            right += 1
    return right / len(X_test)


for epoch in range(epochs):
    h, p = forward(X_train)

    d2 = (p - Y_train) / len(X_train)
    dw2 = h.T.dot(d2)
    db2 = d2.sum(axis=0)
    d1 = d2.dot(w2.T) * (1 - h ** 2)
    dw1 = X_train.T.dot(d1)
    db1 = d1.sum(axis=0)

    w1 -= learning_rate * dw1
    b1 -= learning_rate * db1
    w2 -= learning_rate * dw2
    b2 -= learning_rate * db2

    if epoch % 20 == 0:
        print("Epoch:", epoch, "Loss:", loss_of(X_train, Y_train), "Test acc:", test_accuracy())

test_acc = test_accuracy()
print("final test accuracy:", test_acc)
