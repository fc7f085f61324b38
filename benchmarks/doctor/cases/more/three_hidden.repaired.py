import numpy as np
from sklearn.datasets import make_circles
from sklearn.model_selection import train_test_split

np.random.seed(21)

X, Y = make_circles(n_samples=600, noise=0.08, factor=0.5)
X_train, X_test, Y_train, Y_test = train_test_split(X, Y.reshape(-1, 1), test_size=0.3)


def relu(Z):
    return np.maximum(0, Z)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


H = 8
W1 = np.random.randn(2, H) * np.sqrt(2 / 2)
W2 = np.random.randn(H, H) * np.sqrt(2 / H)
W3 = np.random.randn(H, H) * np.sqrt(2 / H)
W4 = np.random.randn(H, 1) * np.sqrt(2 / H)
b1, b2, b3, b4 = np.zeros((1, H)), np.zeros((1, H)), np.zeros((1, H)), np.zeros((1, 1))


def forward(X):
    global Z1, A1, Z2, A2, Z3, A3, Z4, A4
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    Z2 = A1 @ W2 + b2
    A2 = relu(Z2)
    Z3 = A2 @ W3 + b3
    A3 = relu(Z3)
    Z4 = A3 @ W4 + b4
    A4 = sigmoid(Z4)
    return A4


def bce(p, y):
    return -np.mean(y * np.log(p + 1e-8) + (1 - y) * np.log(1 - p + 1e-8))


m = X_train.shape[0]
learning_rate = 0.1
for epoch in range(2000):
    forward(X_train)

    dZ4 = (A4 - Y_train) / m
    dW4 = A3.T @ dZ4
    db4 = np.sum(dZ4, axis=0, keepdims=True)

    dZ3 = dZ4 @ W4.T * relu_derivative(Z3)
    dW3 = A2.T @ dZ3
    db3 = np.sum(dZ3, axis=0, keepdims=True)

    dZ2 = dZ3 @ W3.T * relu_derivative(Z2)
    dW2 = A1.T @ dZ2
    db2 = np.sum(dZ2, axis=0, keepdims=True)

    dZ1 = dZ2 @ W2.T * relu_derivative(Z1)
    dW1 = X_train.T @ dZ1
    db1 = np.sum(dZ1, axis=0, keepdims=True)

    W1, b1 = W1 - learning_rate * dW1, b1 - learning_rate * db1
    W2, b2 = W2 - learning_rate * dW2, b2 - learning_rate * db2
    W3, b3 = W3 - learning_rate * dW3, b3 - learning_rate * db3
    W4, b4 = W4 - learning_rate * dW4, b4 - learning_rate * db4

    if epoch % 200 == 0:
        print(f"Epoch {epoch}, loss {bce(A4, Y_train):.4f}")

print("Test accuracy:", np.mean((forward(X_test) > 0.5) == Y_test))
