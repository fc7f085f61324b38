import random

import numpy as np
from sklearn.datasets import load_digits


class NeuralNet:
    def __init__(self, n_in=64, n_hid=32, n_out=10):
        self.W = [np.random.randn(n_in, n_hid) * np.sqrt(1 / n_in), np.random.randn(n_hid, n_out) * np.sqrt(1 / n_hid)]
        self.B = [np.zeros((1, n_hid)), np.zeros((1, n_out))]

    def forward(self, X):
        self.X = X
        self.H = 1 / (1 + np.exp(-(X @ self.W[0] + self.B[0])))
        S = self.H @ self.W[1] + self.B[1]
        E = np.exp(S - np.max(S, axis=1, keepdims=True))
        self.P = E / np.sum(E, axis=1, keepdims=True)
        return self.P

    def step(self, T, lr):
        D2 = (self.P - T) / T.shape[0]
        D1 = (D2 @ self.W[1].T) * self.H * (1 - self.H)
        self.W[1] -= lr * self.H.T @ D2
        self.B[1] -= lr * np.sum(D2, axis=0, keepdims=True)
        self.W[0] -= lr * self.X.T @ D1
        self.B[0] -= lr * np.sum(D1, axis=0, keepdims=True)


images, labels = load_digits(return_X_y=True)
images = images / 16.0
targets = np.eye(10)[labels]

# mix everything before splitting
mixed = np.random.permutation(len(images))
images, targets = images[mixed], targets[mixed]

x_train, t_train = images[:1400], targets[:1400]
x_test, t_test = images[1400:], targets[1400:]

net = NeuralNet()
for epoch in range(25):
    idx = np.random.permutation(1400)
    for k in range(0, 1400, 35):
        rows = idx[k:k + 35]
        net.forward(x_train[rows])
        net.step(t_train[rows], 1.0)
    if epoch % 5 == 4:
        P = net.forward(x_test)
        print("epoch", epoch, "loss", -np.mean(np.sum(t_test * np.log(P), axis=1)), "test acc", np.mean(P.argmax(1) == t_test.argmax(1)))
