import numpy as np

# port of my Octave script, 2 (input layer) -> 3 (middle layer) -> 1 (output)
np.random.seed(0)

sigmoid = lambda z: 1. / (1 + np.exp(-z))
sig_der = lambda y: y * (1 - y)


def forward(w1, w2, b1, b2, data, i):
    mid_layer = sigmoid(np.sum(data[0:2, i:i + 1] * w1, axis=0, keepdims=True).T - b1)
    last_layer = sigmoid(np.sum(mid_layer * w2) - b2)
    cost = data[2, i] - last_layer
    return cost, mid_layer, last_layer


def backprop(w1, w2, b1, b2, mid_layer, last_layer, data, cost, i):
    delta2 = sig_der(last_layer) * cost
    delta1 = sig_der(mid_layer) * (delta2 * w2)
    w2 = w2 + 0.8 * mid_layer * delta2
    w1 = w1 + 0.8 * data[0:2, i:i + 1] * delta1.T
    b1 = b1 - 0.8 * delta1
    b2 = b2 - 0.8 * delta2
    return w1, w2, b1, b2


data = np.zeros((3, 4))
data[:, 0] = [0, 0, 0]
data[:, 1] = [1, 0, 1]
data[:, 2] = [0, 1, 1]
data[:, 3] = [1, 1, 0]

w1 = np.random.rand(2, 3)
w2 = np.random.rand(3, 1)
b1 = np.ones((3, 1))
b2 = np.ones((1, 1))

n = 8000
cost_mem = np.zeros((n, 4))
for j in range(n):
    for i in range(4):
        cost, mid_layer, last_layer = forward(w1, w2, b1, b2, data, i)
        w1, w2, b1, b2 = backprop(w1, w2, b1, b2, mid_layer, last_layer, data, cost, i)
        cost_mem[j, i] = cost.item()
    if j % 1000 == 0:
        print(j, cost_mem[j])

results = [forward(w1, w2, b1, b2, data, i)[2].item() for i in range(4)]
print("expected", data[2], "result", results)
