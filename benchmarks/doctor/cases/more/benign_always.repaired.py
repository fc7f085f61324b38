import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

# after finishing the first deep learning course I wanted to use the code on another dataset

cancer = load_breast_cancer()
X, y = cancer.data, cancer.target.reshape(-1, 1)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0)
mu, sd = X_train.mean(axis=0), X_train.std(axis=0)
X_train, X_test = (X_train - mu) / sd, (X_test - mu) / sd
print(X_train.shape, y_train.shape)

np.random.seed(0)
n_features = X_train.shape[1]
n_hidden = 12

W1 = np.random.randn(n_features, n_hidden) / np.sqrt(n_features)
b1 = np.zeros((1, n_hidden))
W2 = np.random.randn(n_hidden, 1) / np.sqrt(n_hidden)
b2 = np.zeros((1, 1))


def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1 / (1 + np.exp(-z))


def forward(X):
    A1 = sigmoid(X @ W1 + b1)
    A2 = sigmoid(A1 @ W2 + b2)
    return A1, A2


def predict(X):
    return (forward(X)[1] > 0.5).astype(int).ravel()


lr = 0.5
m = X_train.shape[0]

for it in range(1, 2001):
    A1, A2 = forward(X_train)
    cost = -np.mean(y_train * np.log(A2 + 1e-9) + (1 - y_train) * np.log(1 - A2 + 1e-9))

    dZ2 = (A2 - y_train) / m
    dW2 = A1.T @ dZ2
    db2 = dZ2.sum(axis=0, keepdims=True)
    dZ1 = (dZ2 @ W2.T) * A1 * (1 - A1)
    dW1 = X_train.T @ dZ1
    db1 = dZ1.sum(axis=0, keepdims=True)

    W2 -= lr * dW2
    b2 -= lr * db2
    W1 -= lr * dW1
    b1 -= lr * db1

    if it % 400 == 0:
        acc = np.mean(predict(X_train) == y_train.ravel())
        print("iter", it, "cost", round(cost, 4), "train acc", round(acc, 4))

print("test acc", np.mean(predict(X_test) == y_test.ravel()))
print("predicted benign:", predict(X_test).sum(), "of", len(y_test))
