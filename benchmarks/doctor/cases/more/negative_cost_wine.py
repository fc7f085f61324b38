import numpy as np
from sklearn.datasets import load_wine

wine = load_wine()
X = ((wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)).T
Y = wine.target.reshape(1, -1)
m = X.shape[1]


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def layer_sizes(n_h):
    return X.shape[0], n_h, Y.shape[0]


n_x, n_h, n_y = layer_sizes(8)
Theta1 = np.random.randn(n_h, n_x) * np.sqrt(1 / n_x)
bias1 = np.zeros((n_h, 1))
Theta2 = np.random.randn(n_y, n_h) * np.sqrt(1 / n_h)
bias2 = np.zeros((n_y, 1))


def predict_proba(X):
    return sigmoid(Theta2 @ np.tanh(Theta1 @ X + bias1) + bias2)


for epoch in range(1, 801):
    a1 = np.tanh(Theta1 @ X + bias1)
    a2 = sigmoid(Theta2 @ a1 + bias2)
    J = -np.sum(Y * np.log(a2 + 1e-8) + (1 - Y) * np.log(1 - a2 + 1e-8)) / m

    delta2 = a2 - Y
    delta1 = (Theta2.T @ delta2) * (1 - a1 ** 2)
    Theta2 -= 0.2 * delta2 @ a1.T / m
    bias2 -= 0.2 * delta2.sum(axis=1, keepdims=True) / m
    Theta1 -= 0.2 * delta1 @ X.T / m
    bias1 -= 0.2 * delta1.sum(axis=1, keepdims=True) / m

    if epoch % 100 == 0:
        print("epoch", epoch, "J", J)

P = predict_proba(X)
guess = np.round(P) if P.shape[0] == 1 else np.argmax(P, axis=0)
print("share right", np.mean(guess == wine.target))
