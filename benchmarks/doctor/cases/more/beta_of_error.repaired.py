# Backpropagation for the xor problem. W_new = W_old + beta, beta = n * input * error
import numpy as np

np.random.seed(14)

X = [0, 0, 1, 1]
Y = [0, 1, 0, 1]
Z = [0, 1, 1, 0]
n = 0.5
H = 4

W_hidden = np.random.uniform(-1, 1, (H, 3))
W_output = np.random.uniform(-1, 1, H + 1)


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def sigmoid_derivative(v):
    return v * (1 - v)


def run(x, y):
    entry = np.array([x, y, 1.0])
    hidden = sigmoid(W_hidden @ entry)
    out = sigmoid(W_output[:H] @ hidden + W_output[H])
    return entry, hidden, out


for epoch in range(1500):
    total = 0
    for x, y, z in zip(X, Y, Z):
        entry, hidden, output = run(x, y)
        global_error = z - output
        total += abs(global_error)

        for h in range(H):
            hidden_error = sigmoid_derivative(hidden[h]) * global_error * W_output[h]
            for k in range(3):
                W_hidden[h, k] = W_hidden[h, k] + n * entry[k] * hidden_error

        for h in range(H):
            W_output[h] = W_output[h] + n * hidden[h] * global_error
        W_output[H] = W_output[H] + n * global_error

    if epoch % 250 == 0:
        print(epoch, total)

for x, y, z in zip(X, Y, Z):
    print(x, y, z, run(x, y)[2])
