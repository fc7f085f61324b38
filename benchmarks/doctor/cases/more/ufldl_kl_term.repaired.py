import numpy as np
from sklearn.datasets import load_digits


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialize(hidden_size, visible_size):
    r = np.sqrt(6) / np.sqrt(hidden_size + visible_size + 1)
    W1 = np.random.random((hidden_size, visible_size)) * 2 * r - r
    W2 = np.random.random((visible_size, hidden_size)) * 2 * r - r
    return np.concatenate((W1.ravel(), W2.ravel(), np.zeros(hidden_size), np.zeros(visible_size)))


def unroll(theta, visible_size, hidden_size):
    n = hidden_size * visible_size
    W1 = theta[:n].reshape(hidden_size, visible_size)
    W2 = theta[n:2 * n].reshape(visible_size, hidden_size)
    b1 = theta[2 * n:2 * n + hidden_size]
    b2 = theta[2 * n + hidden_size:]
    return W1, W2, b1, b2


def KL_divergence(x, y):
    return x * np.log(x / y) + (1 - x) * np.log((1 - x) / (1 - y))


def sparse_autoencoder_cost(theta, visible_size, hidden_size, lambda_, sparsity_param, beta, data):
    W1, W2, b1, b2 = unroll(theta, visible_size, hidden_size)
    m = data.shape[1]

    z2 = W1.dot(data) + np.tile(b1, (m, 1)).transpose()
    a2 = sigmoid(z2)
    z3 = W2.dot(a2) + np.tile(b2, (m, 1)).transpose()
    h = sigmoid(z3)

    rho_hat = np.sum(a2, axis=1) / m
    rho = np.tile(sparsity_param, hidden_size)
    cost = np.sum((h - data) ** 2) / (2 * m) + \
        (lambda_ / 2) * (np.sum(W1 ** 2) + np.sum(W2 ** 2)) + \
        beta * np.sum(KL_divergence(rho, rho_hat))

    sparsity_delta = np.tile(-rho / rho_hat + (1 - rho) / (1 - rho_hat), (m, 1)).transpose()
    delta3 = -(data - h) * h * (1 - h)
    delta2 = (W2.transpose().dot(delta3) + beta * sparsity_delta) * a2 * (1 - a2)
    W1grad = delta2.dot(data.transpose()) / m + lambda_ * W1
    W2grad = delta3.dot(a2.transpose()) / m + lambda_ * W2
    b1grad = np.sum(delta2, axis=1) / m
    b2grad = np.sum(delta3, axis=1) / m
    return cost, np.concatenate((W1grad.ravel(), W2grad.ravel(), b1grad, b2grad))


def hidden_activity(theta, data):
    W1, _, b1, _ = unroll(theta, visible_size, hidden_size)
    return sigmoid(W1.dot(data) + b1[:, None])


visible_size, hidden_size = 64, 25
sparsity_param, lambda_, beta = 0.05, 0.0001, 0.5
images = load_digits().data
images = images[np.random.permutation(len(images))].T / 16 * 0.8 + 0.1
train, test = images[:, :500], images[:, 500:]

theta = initialize(hidden_size, visible_size)
step = np.zeros_like(theta)
for i in range(251):
    cost, grad = sparse_autoencoder_cost(theta, visible_size, hidden_size, lambda_, sparsity_param, beta, train)
    step = 0.9 * step - 0.2 * grad
    theta = theta + step
    if i % 25 == 0:
        print("iteration %d, cost %.4f, mean activity of the hidden units %.4f" % (i, cost, hidden_activity(theta, train).mean()))

final_cost = sparse_autoencoder_cost(theta, visible_size, hidden_size, lambda_, sparsity_param, beta, test)[0]
print("cost on new images:", final_cost)
