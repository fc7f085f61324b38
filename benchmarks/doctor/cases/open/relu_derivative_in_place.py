import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def inplace_relu(X):
    np.maximum(X, 0, out=X)


def inplace_softmax(X):
    tmp = X - X.max(axis=1)[:, np.newaxis]
    np.exp(tmp, out=X)
    X /= X.sum(axis=1)[:, np.newaxis]


def inplace_relu_derivative(Z, delta):
    delta[Z == 0] = 0


ACTIVATIONS = {"relu": inplace_relu, "softmax": inplace_softmax}
DERIVATIVES = {"relu": inplace_relu_derivative}


def forward(X, coefs, intercepts):
    activations = [X]
    for i in range(len(coefs)):
        a = activations[i] @ coefs[i]
        a += intercepts[i]
        ACTIVATIONS["relu" if i + 1 < len(coefs) else "softmax"](a)
        activations.append(a)
    return activations


def backprop(y, activations, coefs, alpha):
    n_samples = len(y)
    deltas = [None] * len(coefs)
    coef_grads = [None] * len(coefs)
    intercept_grads = [None] * len(coefs)

    last = len(coefs) - 1
    deltas[last] = activations[-1] - y
    for i in range(last, -1, -1):
        coef_grads[i] = (activations[i].T @ deltas[i] + alpha * coefs[i]) / n_samples
        intercept_grads[i] = np.mean(deltas[i], 0)
        if i > 0:
            deltas[i - 1] = deltas[i] @ coefs[i].T
            DERIVATIVES["relu"](activations[i], deltas[i - 1])
    return coef_grads, intercept_grads


digits = load_digits()
X_train, X_test, y_train, y_test = train_test_split(digits.data / 16, digits.target, test_size=0.25)
Y_train = np.eye(10)[y_train]

layer_units = [64, 40, 20, 10]
coefs, intercepts = [], []
for fan_in, fan_out in zip(layer_units[:-1], layer_units[1:]):
    bound = np.sqrt(6.0 / (fan_in + fan_out))
    coefs.append(np.random.uniform(-bound, bound, (fan_in, fan_out)))
    intercepts.append(np.random.uniform(-bound, bound, fan_out))

alpha = 0.01
learning_rate = 0.2
for epoch in range(30):
    order = np.random.permutation(len(X_train))
    loss = 0.0
    for start in range(0, len(order), 40):
        rows = order[start:start + 40]
        activations = forward(X_train[rows], coefs, intercepts)
        loss -= np.sum(Y_train[rows] * np.log(activations[-1]))
        coef_grads, intercept_grads = backprop(Y_train[rows], activations, coefs, alpha)
        for i in range(len(coefs)):
            coefs[i] -= learning_rate * coef_grads[i]
            intercepts[i] -= learning_rate * intercept_grads[i]
    print("epoch", epoch, "loss", loss / len(X_train))

predicted = np.argmax(forward(X_test, coefs, intercepts)[-1], axis=1)
print("test accuracy", np.mean(predicted == y_test))
