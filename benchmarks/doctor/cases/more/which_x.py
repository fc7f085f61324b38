import numpy as np

np.random.seed(565113221)


def sigmoid(x):  # defining the sigmoid function
    return 1 / (1 + np.power(np.e, -x))


def forward(x, W1, W2, b1, b2):  # feed forward
    a = W1.dot(x)
    z = sigmoid(a + b1)
    b = W2.dot(z)
    y = sigmoid(b + b2)
    return a, z, b, y


def pred(X, W1, W2, b1, b2):  # predict
    y_pred = np.zeros((X.shape[0], 1))
    for i in range(X.shape[0]):
        _, _, _, y_pred[i] = forward(x.reshape((-1, 1)), W1, W2, b1, b2)
    return y_pred


def cost(y, y_pred):  # cross entropy of one sample
    return -(y * np.log(y_pred) + (1 - y) * np.log(1 - y_pred))


def backward(x, z, y_pred, y, W2):
    d2 = y_pred - y
    dW2 = d2.dot(z.T)
    db2 = d2
    d1 = W2.T.dot(d2) * z * (1 - z)
    dW1 = d1.dot(x.T)
    db1 = d1
    return dW1, dW2, db1, db2


# XOR
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
Y = np.array([[0], [1], [1], [0]], dtype=float)

hidden = 4
eta = 0.5
epochs = 4000

W1 = np.random.randn(hidden, 2)
W2 = np.random.randn(1, hidden)
b1 = np.zeros((hidden, 1))
b2 = np.zeros((1, 1))

J = []
for epoch in range(epochs):
    total = 0
    for i in np.random.permutation(len(X)):
        x = X[i].reshape((-1, 1))
        y = Y[i].reshape((-1, 1))
        a, z, b, y_pred = forward(x, W1, W2, b1, b2)
        total += cost(y, y_pred)[0, 0]
        dW1, dW2, db1, db2 = backward(x, z, y_pred, y, W2)
        W1 = W1 - eta * dW1
        W2 = W2 - eta * dW2
        b1 = b1 - eta * db1
        b2 = b2 - eta * db2
    J.append(total / len(X))
    if epoch % 400 == 0:
        print("epoch", epoch, "J =", J[-1], "predicted", pred(X, W1, W2, b1, b2).ravel())

print("labels   ", Y.ravel())
print("predicted", pred(X, W1, W2, b1, b2).ravel())
