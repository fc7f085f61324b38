import numpy as np

np.random.seed(5)

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
y = np.array([[0], [1], [1], [0]], dtype=float)
m = x.shape[0]

inputCount, hiddenCount, outputCount = 2, 6, 1
epsilon_init = 0.12
theta1 = np.random.rand(hiddenCount, inputCount + 1) * 2 * epsilon_init - epsilon_init
theta2 = np.random.rand(outputCount, hiddenCount + 1) * 2 * epsilon_init - epsilon_init

alpha = 2.0
max_iter = 10000


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def feedForward(theta1, theta2):
    a1_with_bias = np.hstack([np.ones((m, 1)), x])
    z2 = a1_with_bias @ theta1.T
    a2 = sigmoid(z2)
    a2_with_bias = np.hstack([np.ones((a2.shape[0], 1)), a2])
    z3 = a2_with_bias @ theta2.T
    a3 = sigmoid(z3)
    return a1_with_bias, z2, a2_with_bias, a3


def costFunction(a3):
    return -np.sum(y * np.log(a3) + (1 - y) * np.log(1 - a3)) / m


def gradients(theta1, theta2):
    a1_with_bias, z2, a2_with_bias, a3 = feedForward(theta1, theta2)
    delta2 = a3 - y
    gradient2 = delta2.T @ a2_with_bias / m
    delta1 = (delta2 @ theta2[:, 1:]) * sigmoidGradient(z2)
    gradient1 = delta1.T @ a1_with_bias / m
    return costFunction(a3), gradient1, gradient2


for i in range(max_iter):
    j, gradient1, gradient2 = gradients(theta1, theta2)
    theta1 = theta1 - alpha * gradient1
    theta2 = theta2 - alpha * gradient2
    if i % 1000 == 0:
        print("%5d  cost %.6f" % (i, j))

print("ln(2) =", np.log(2))
print(feedForward(theta1, theta2)[-1].ravel())
