import numpy as np

in_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]).T
out_Y = np.array([[0, 1, 1, 0]])
test_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]).T
test_Y = np.array([[0, 1, 1, 0]])

learning_rate = 0.1
S = 5


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


n0, n1, n2 = 2, 5, 1
m = 4

wA = np.random.randn(n1, n0)
bA = np.zeros((n1, 1))
wB = np.random.randn(n2, n1)
bB = np.zeros((n2, 1))

for i in range(20000):
    Z1 = np.dot(wA, in_X) + bA
    A1 = sigmoid(Z1)
    Z2 = np.dot(wB, A1) + bB
    A2 = sigmoid(Z2)

    J = np.sum(-out_Y * np.log(A2) - (1 - out_Y) * np.log(1 - A2)) / m

    dZ2 = A2 - out_Y
    dwB = np.dot(dZ2, A1.T) / m
    dbB = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(wB.T, dZ2) * sigmoid_slope(Z1)
    dwA = np.dot(dZ1, in_X.T) / m
    dbA = np.sum(dZ1, axis=1, keepdims=True) / m

    wA = wA - dwA * 0.03
    wB = wB - dwB * 0.03
    bA = bA - dbA * 0.03
    bB = bB - dbB * 0.03

    if i % 1000 == 0:
        print(J)

print(A2)
