import numpy as np

np.random.seed(13)

X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=float)
Y = np.array([1, 0, 0, 1], dtype=float)
m = X.shape[0]  # number of examples

eps = 0.01
Theta1 = np.random.rand(4, 3) * 2 * eps - eps
Theta2 = np.random.rand(1, 5) * 2 * eps - eps

Theta1_grad = np.zeros_like(Theta1)
Theta2_grad = np.zeros_like(Theta2)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


alpha = 0.0001
J = 1.0
steps = 0

while J > 0.001 and steps < 6000:
    J = 0.0
    for i in range(m):
        # forward propagation
        a1 = np.concatenate(([1.0], X[i])).reshape(-1, 1)
        z2 = Theta1 @ a1
        a2 = np.vstack(([[1.0]], sigmoid(z2)))
        z3 = Theta2 @ a2
        a3 = sigmoid(z3)

        # update cost function
        J += (Y[i] * np.log(a3 + 1e-12) + (1.0 - Y[i]) * np.log(1.0 - a3 + 1e-12)).item()

        # backward propagation
        delta3 = a3 - Y[i]
        delta2 = ((Theta2.T @ delta3) * (a2 * (1 - a2)))[1:]

        Theta1_grad += delta2 @ a1.T
        Theta2_grad += delta3 @ a2.T

    J /= -m

    # updating theta
    Theta1 -= alpha / m * Theta1_grad
    Theta2 -= alpha / m * Theta2_grad

    if steps % 600 == 0:
        print(steps, "J =", J)
    steps += 1


def h(x):
    a2 = np.vstack(([[1.0]], sigmoid(Theta1 @ np.concatenate(([1.0], x)).reshape(-1, 1))))
    return sigmoid(Theta2 @ a2).item()


for x, y in zip(X, Y):
    print(x, y, h(x))
