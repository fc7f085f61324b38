import numpy as np
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

train_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]).T
train_Y = np.array([[0, 1, 1, 0]])
test_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]).T
test_Y = np.array([[0, 1, 1, 0]])

learning_rate = 1.0
S0, S1, S2 = 2, 5, 1
m = 4


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))


np.random.seed(3)
w1 = np.random.randn(S1, S0)
b1 = np.zeros((S1, 1))
w2 = np.random.randn(S2, S1)
b2 = np.zeros((S2, 1))

costs = []
for i in range(3000):
    Z1 = np.dot(w1, train_X) + b1
    A1 = sigmoid(Z1)
    Z2 = np.dot(w2, A1) + b2
    A2 = sigmoid(Z2)

    J = -np.sum(train_Y * np.log(A2) + (1 - train_Y) * np.log(1 - A2)) / m
    costs.append(J)

    dZ2 = A2 - train_Y
    dW2 = np.dot(dZ2, A1.T) / m
    dB2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(w2.T, dZ2) * sigmoid_derivative(Z1)
    dW1 = np.dot(dZ1, train_X.T) / m
    dB1 = np.sum(dZ1, axis=1, keepdims=True) / m

    w1 = w1 - learning_rate * dW1
    b1 = b1 - learning_rate * dB1
    w2 = w2 - learning_rate * dW2
    b2 = b2 - learning_rate * dB2

    if i % 500 == 0:
        print(i, J)

# test
hidden = sigmoid(np.dot(w1, test_X) + b1)
output = sigmoid(np.dot(w2, hidden) + b2)
print(output)
print(test_Y)

plt.plot(costs)
plt.xlabel("iteration")
plt.ylabel("J")
plt.close()
