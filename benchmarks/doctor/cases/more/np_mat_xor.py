import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def s_prime(z):
    return np.multiply(sigmoid(z), sigmoid(1.0 - z))


def init_weights(layers, epsilon):
    weights = []
    for i in range(len(layers) - 1):
        w = np.random.rand(layers[i + 1], layers[i] + 1)
        w = w * 2 * epsilon - epsilon
        weights.append(w)
    return weights


def fit(X, Y, w, predict=False, x=None):
    w_grad = [np.zeros(np.shape(w[i])) for i in range(len(w))]
    for i in range(len(X)):
        x = x if predict else X[0]
        y = Y[0, i]
        # forward propagate
        a = x
        a_s = []
        for j in range(len(w)):
            a = np.append(1, a).reshape(-1, 1)
            a_s.append(a)
            z = w[j].dot(a)
            a = sigmoid(z)
        if predict:
            return a
        # backpropagate
        delta = a - y
        w_grad[-1] += delta * a_s[-1].T
        for j in reversed(range(1, len(w))):
            delta = np.multiply(w[j].T.dot(delta), s_prime(a_s[j]))
            w_grad[j - 1] += delta[1:] * a_s[j - 1].T
    return [w_grad[i] / len(X) for i in range(len(w))]


def predict(x):
    return fit(X, Y, w, True, x)


####

X = np.array([[0, 0],
              [0, 1],
              [1, 0],
              [1, 1]])
Y = np.array([[0, 1, 1, 0]])
layers = [2, 4, 1]
epochs = 6000
alpha = 1.0
w = init_weights(layers, 2)

for i in range(epochs):
    w_grad = fit(X, Y, w)
    if i % 1000 == 0:
        print(i, [float(np.abs(g).mean()) for g in w_grad])
    for j in range(len(w)):
        w[j] -= alpha * w_grad[j]

for i in range(len(X)):
    x = X[i]
    guess = predict(x)
    print(x, ":", guess)
