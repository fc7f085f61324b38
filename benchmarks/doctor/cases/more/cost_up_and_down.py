import numpy as np

# ---------------------------------------------------------------
# Exercise: softmax regression on small digit pictures, in NumPy
# ---------------------------------------------------------------
GLYPHS = {
    0: "01110 10001 10011 10101 11001 10001 01110",
    1: "00100 01100 00100 00100 00100 00100 01110",
    2: "01110 10001 00001 00110 01000 10000 11111",
    3: "11110 00001 00001 01110 00001 00001 11110",
    4: "00010 00110 01010 10010 11111 00010 00010",
    5: "11111 10000 11110 00001 00001 10001 01110",
    6: "00110 01000 10000 11110 10001 10001 01110",
    7: "11111 00001 00010 00100 01000 01000 01000",
    8: "01110 10001 10001 01110 10001 10001 01110",
    9: "01110 10001 10001 01111 00001 00010 01100",
}


def noisy_digits(n):
    base = np.array([[float(c) for c in GLYPHS[k].replace(" ", "")] for k in range(10)])
    t = np.random.randint(0, 10, n)
    x = base[t] + 1.2 * np.random.randn(n, 35)
    return x, t


np.random.seed(100)
x_train, labels_train = noisy_digits(1500)
x_test, labels_test = noisy_digits(500)
x_train = np.hstack([x_train, np.ones((x_train.shape[0], 1))])
x_test = np.hstack([x_test, np.ones((x_test.shape[0], 1))])
y_train = np.eye(10)[labels_train]
y_test = np.eye(10)[labels_test]

weights = np.ones((36, 10))


def softmax(Z):
    Z_shifted = Z - np.max(Z, axis=1, keepdims=True)
    exp_scores = np.exp(Z_shifted)
    return exp_scores / np.sum(exp_scores, axis=1, keepdims=True)


def xentropy(S, T):
    epsilon = 1e-16
    return -np.sum(T * np.log(S + epsilon)) / T.shape[0]


def grad_xentropy(X, S, T):
    return (X.T @ (S - T)) / T.shape[0]


def gradient_descent(W, X, T, steps, learning_rate, lam):
    n = T.shape[0]
    for i in range(steps):
        S = softmax(X @ W)
        if i % 50 == 0:
            print("Step: ", i, " Current cost: ", xentropy(S, T) + (lam / (2 * n)) * np.sum(W ** 2))
        gradient = grad_xentropy(X, S, T) + (lam * W) / n
        W = W - learning_rate * gradient
    return W


def calculate_accuracy(W, X, labels):
    predicted_labels = np.argmax(softmax(X @ W), axis=1)
    return np.mean(predicted_labels == labels) * 100


trained_weights = gradient_descent(weights, x_train, y_train, 600, 10.0, 0.005)
print("train", calculate_accuracy(trained_weights, x_train, labels_train))
print("test ", calculate_accuracy(trained_weights, x_test, labels_test))
