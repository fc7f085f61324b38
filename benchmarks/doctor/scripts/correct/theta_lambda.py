# One-vs-all digits with a hidden layer. Theta1, Theta2 carry the bias in their first column.
import numpy as np
from sklearn.datasets import load_digits

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)

def randInitializeWeights(L_in, L_out):
    epsilon_init = np.sqrt(6) / np.sqrt(L_in + L_out)
    return np.random.uniform(-epsilon_init, epsilon_init, (L_out, L_in + 1))

def nnCostFunction(Theta1, Theta2, X, Y, Lambda):
    m = X.shape[0]
    # feedforward
    a1 = np.c_[np.ones(m), X]
    z2 = a1 @ Theta1.T
    a2 = np.c_[np.ones(m), sigmoid(z2)]
    z3 = a2 @ Theta2.T
    h = sigmoid(z3)

    J = -1 / m * np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h))
    J += Lambda / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # backpropagation
    d3 = h - Y
    d2 = (d3 @ Theta2[:, 1:]) * sigmoidGradient(z2)
    Theta2_grad = d3.T @ a2 / m
    Theta1_grad = d2.T @ a1 / m

    # regularization, not for the bias column
    Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + Lambda / m * Theta2[:, 1:]
    Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + Lambda / m * Theta1[:, 1:]
    return J, Theta1_grad, Theta2_grad

def predict(Theta1, Theta2, X):
    m = X.shape[0]
    h1 = sigmoid(np.hstack([np.ones((m, 1)), X]) @ Theta1.T)
    h2 = sigmoid(np.hstack([np.ones((m, 1)), h1]) @ Theta2.T)
    return np.argmax(h2, axis=1)

np.random.seed(0)
digits = load_digits()
order = np.random.permutation(len(digits.target))[:500]
X = digits.data[order] / 16
y = digits.target[order]
Y = (y[:, np.newaxis] == np.arange(10)).astype(float)

Theta1 = randInitializeWeights(64, 25)
Theta2 = randInitializeWeights(25, 10)
alpha = 1.5
Lambda = 0.5

for it in range(160):
    J, Theta1_grad, Theta2_grad = nnCostFunction(Theta1, Theta2, X, Y, Lambda)
    Theta1 -= alpha * Theta1_grad
    Theta2 -= alpha * Theta2_grad
    if it % 20 == 0:
        print('Iteration %4d | Cost: %4.6f' % (it, J))

pred = predict(Theta1, Theta2, X)
print('Training Set Accuracy: %f' % (np.mean(pred == y) * 100))
