# 1 if x^2 is above 12.5, else 0: the ex4 network (Octave) with 1 input, 15 hidden units, 1 output
import numpy as np

np.random.seed(6)
m = 850
X = np.random.randint(-5, 6, (m, 1)).astype(float)
y = (X ** 2 > 12.5).astype(float)

lam = 0.5
hidden_layer_size = 15


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def rand_initialize(l_in, l_out):
    epsilon_init = 0.8
    return np.random.rand(l_out, 1 + l_in) * 2 * epsilon_init - epsilon_init


def forward(Theta1, Theta2, X):
    a1 = np.hstack([np.ones((X.shape[0], 1)), X])
    a2 = sigmoid(a1 @ Theta1.T)
    a2 = np.hstack([np.ones((X.shape[0], 1)), a2])
    return a1, a2, sigmoid(a2 @ Theta2.T)


def cost(Theta1, Theta2):
    a1, a2, h = forward(Theta1, Theta2, X)
    J = -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h)) / m
    return J + lam / (2 * m) * np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2)


def gradients(Theta1, Theta2):
    a1, a2, h = forward(Theta1, Theta2, X)
    d3 = h - y
    d2 = (d3 @ Theta2)[:, 1:] * a2[:, 1:] * (1 - a2[:, 1:])
    g1 = d2.T @ a1 / m
    g2 = d3.T @ a2 / m
    g1[:, 1:] += lam / m * Theta1[:, 1:]
    g2[:, 1:] += lam / m * Theta2[:, 1:]
    return g1, g2


Theta1 = rand_initialize(1, hidden_layer_size)
Theta2 = rand_initialize(hidden_layer_size, 1)

# a step is kept if the cost falls, else it is taken back and the next one is shorter
alpha = 1.0
J = cost(Theta1, Theta2)
for it in range(1500):
    g1, g2 = gradients(Theta1, Theta2)
    new1 = Theta1 - alpha * g1
    new2 = Theta2 - alpha * g2
    J_new = cost(new1, new2)
    if J_new < J:
        Theta1, Theta2, J = new1, new2, J_new
        alpha = min(alpha * 1.1, 5.0)
    else:
        alpha = alpha / 2
    if it % 250 == 0:
        print("Iteration %d | Cost: %f | alpha %g" % (it, J, alpha))

p = forward(Theta1, Theta2, X)[2] > 0.5
print("Training Set Accuracy: %.2f" % (np.mean(p == y) * 100))
for v in range(-5, 6):
    print(v, round(forward(Theta1, Theta2, np.array([[float(v)]]))[2].item(), 4))
