import sys

import numpy as np
from numpy import linalg as LA

np.random.seed(10)
learning_factor = 0.3
boltzmann = lambda x: 1 / (1 + np.exp(-x))
normalize = np.vectorize(boltzmann)

entries = [[1, 0, 0.2], [0, 1, 0.5], [0.5, 0.5, 1], [1, 1, 0]]
theoretical_outputs = [[0.1, 0.7, 0.3], [0.8, 0.2, 0.6], [0.4, 0.9, 0.1], [0.2, 0.3, 0.9]]


def train(wr, wc, zr, zc, entries, outputs, rounds=3000):
    # Transform X and T to numpy arrays
    T = np.asarray(outputs)
    X = np.asarray(entries)
    # Generate random weights matrix W and Z
    W = np.random.rand(wr, wc) - 0.5
    Z = np.random.rand(zr, zc) - 0.5
    norm = 1.0
    count = 0
    while norm > 0.01 and count < rounds:
        norm = 0.0
        for x, t in zip(X, T):
            b = np.matmul(W, x)
            h = normalize(b)
            a = np.matmul(Z, h)
            o = normalize(a)
            error = t - o
            norm += LA.norm(t - o)
            output_error = o * (1 - o) * error
            hidden_error = h * (1 - h) * np.matmul(np.transpose(Z), output_error)
            Z = Z + learning_factor * output_error[:, np.newaxis] * h
            W = W + learning_factor * hidden_error[:, np.newaxis] * x
        if count % 300 == 0:
            print(count, "norm", norm)
        count += 1
    return W, Z


W, Z = train(10, 3, 3, 10, entries, theoretical_outputs)
print("--- Z ---", "\n", Z, "\n")
for x, t in zip(entries, theoretical_outputs):
    print(x, "wanted", t, "got", normalize(np.matmul(Z, normalize(np.matmul(W, x)))).round(3))
