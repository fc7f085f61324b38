# why does the cost sit still for so long and then drop?
import numpy as np

np.random.seed(103)
sigmoid = lambda t: 1 / (1 + np.exp(-t))

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0], [1], [1], [0]])

W = np.random.normal(0, 0.5, size=(2, 3))
b = np.zeros((1, 3))
V = np.random.normal(0, 0.5, size=(3, 1))
c = np.zeros((1, 1))

J = []
for it in range(20000):
    layer1 = x @ W + b
    layer2 = sigmoid(layer1)
    layer3 = layer2 @ V + c
    out = sigmoid(layer3)
    J.append(float(np.mean((out - y) ** 2)))

    dlayer3 = 2 * (out - y) / 4 * out * (1 - out)
    dV = layer2.T @ dlayer3
    dc = np.sum(dlayer3, axis=0, keepdims=True)
    dlayer1 = dlayer3 @ V.T * layer2 * (1 - layer2)
    dW = x.T @ dlayer1
    db = np.sum(dlayer1, axis=0, keepdims=True)

    W -= 0.25 * dW
    b -= 0.25 * db
    V -= 0.25 * dV
    c -= 0.25 * dc

for k in range(0, 20000, 1000):
    print(k, '#' * int(J[k] * 200), round(J[k], 4))
print(out.ravel().round(3))
