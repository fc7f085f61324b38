import numpy as np
from sklearn.datasets import load_digits


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialize(dim):
    return np.zeros((dim, 1)), 0.0


def propagate(w, b, X, Y):
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1 / m * np.sum(np.dot(Y.T, np.log(A)) + np.dot((1 - Y).T, np.log(1 - A)))
    dw = 1 / m * np.dot(X, (A - Y).T)
    db = 1 / m * np.sum(A - Y)
    return {"dw": dw, "db": db}, cost


def optimize(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 50 == 0 or i == num_iterations - 1:
            costs.append(cost)
            print("Cost after iteration %i: %f" % (i, cost))
    return {"w": w, "b": b}, costs


def predict(w, b, X):
    A = sigmoid(np.dot(w.T, X) + b)
    return (A > 0.5).astype(int)


# no cat pictures at hand: is it a three, or an eight?
np.random.seed(0)
digits = load_digits()
chosen = np.isin(digits.target, [3, 8])
images = digits.images[chosen]
flat = images.reshape(images.shape[0], -1).T / 16.0
labels = (digits.target[chosen] == 3).astype(float).reshape(1, -1)
cut = 260
train_x, test_x = flat[:, :cut], flat[:, cut:]
train_y, test_y = labels[:, :cut], labels[:, cut:]

w, b = initialize(train_x.shape[0])
parameters, costs = optimize(w, b, train_x, train_y, 600, 0.1)
for name, x, y in (("train", train_x, train_y), ("test", test_x, test_y)):
    guess = predict(parameters["w"], parameters["b"], x)
    print("{} accuracy: {:.1f} %".format(name, 100 - np.mean(np.abs(guess - y)) * 100))
