# tumour data (sklearn breast cancer), 2 layer NN written with functions only, no classes.
# - the cost it prints is NEGATIVE, can that be?
# - accuracy is something like 380 ???
# - my friend's keras model has a test loss of 0.07, mine is up to 0.3 on the same data
import numpy as np
from sklearn.datasets import load_breast_cancer


def load(share=0.7):
    b = load_breast_cancer()
    order = np.random.permutation(len(b.target))
    X, Y = b.data[order], b.target[order].reshape(-1, 1)
    cut = int(share * len(Y))
    Xtr, Xte = X[:cut], X[cut:]
    mean, std = Xtr.mean(0), Xtr.std(0)
    return (Xtr - mean) / std, Y[:cut], (Xte - mean) / std, Y[cut:]


def make_layer(n_in, n_out):
    w = np.random.randn(n_in, n_out) * np.sqrt(1 / n_in)
    b = np.zeros((1, n_out))
    return w, b


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, W1, b1, W2, b2):
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2 + b2
    A2 = sigmoid(Z2)
    return Z1, A1, Z2, A2


def cost_function(A2, Y):
    m = Y.shape[0]
    A2 = np.clip(A2, 1e-10, 1 - 1e-10)
    return -1 / m * (np.sum(Y * np.log(A2)) + np.sum((1 - Y) * np.log(1 - A2)))


def backward(X, Y, Z1, A1, A2, W2):
    m = Y.shape[0]
    dZ2 = A2 - Y
    dW2 = A1.T @ dZ2 / m
    db2 = np.sum(dZ2, axis=0, keepdims=True) / m
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)
    dW1 = X.T @ dZ1 / m
    db1 = np.sum(dZ1, axis=0, keepdims=True) / m
    return dW1, db1, dW2, db2


def update(w, b, dw, db, learning_rate):
    w = w - learning_rate * dw
    b = b - learning_rate * db
    return w, b


def accuracy(X, Y, W1, b1, W2, b2):
    A2 = forward(X, W1, b1, W2, b2)[-1]
    preds = (A2 > 0.5).astype(int)
    return np.sum(preds == Y) / Y.shape[0]


if __name__ == "__main__":
    Xtr, Ytr, Xte, Yte = load()
    print("train", Xtr.shape, Ytr.shape, " test", Xte.shape, Yte.shape)

    n_hidden = 2
    W1, b1 = make_layer(Xtr.shape[1], n_hidden)
    W2, b2 = make_layer(n_hidden, 1)
    learning_rate = 0.2
    costs = []
    # print(W1[:3])

    for i in range(400):
        Z1, A1, Z2, A2 = forward(Xtr, W1, b1, W2, b2)
        cost = cost_function(A2, Ytr)
        costs.append(cost)
        dW1, db1, dW2, db2 = backward(Xtr, Ytr, Z1, A1, A2, W2)
        W1, b1 = update(W1, b1, dW1, db1, learning_rate)
        W2, b2 = update(W2, b2, dW2, db2, learning_rate)
        if i % 50 == 0:
            print("iteration", i, "cost", cost)

    print("train accuracy", accuracy(Xtr, Ytr, W1, b1, W2, b2))
    print("test accuracy ", accuracy(Xte, Yte, W1, b1, W2, b2))
    print("some outputs", forward(Xte, W1, b1, W2, b2)[-1][:8].ravel().round(3), Yte[:8].ravel())
    # plt.plot(costs)
