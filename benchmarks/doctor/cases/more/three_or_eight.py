import numpy as np
from sklearn.datasets import load_digits


def load_dataset():
    digits = load_digits()
    keep = (digits.target == 3) | (digits.target == 8)
    images = digits.images[keep]
    labels = (digits.target[keep] == 8).astype(int)
    n_train = 260
    return images[:n_train], labels[:n_train].reshape(1, -1), images[n_train:], labels[n_train:].reshape(1, -1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialize_with_zeros(dim):
    w = np.zeros((dim, 1))
    b = 0
    return w, b


def propagate(w, b, X, Y):
    m = X.shape[1]

    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1 / m * np.sum(Y * np.log(A + 1e-12) + (1 - Y) * np.log(1 - A + 1e-12))

    dw = 1 / m * np.dot(X, (A - Y).T)
    db = 1 / m * np.sum(A - Y)
    grads = {"dw": dw, "db": db}
    return grads, cost


def optimize(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
            print("Cost after iteration %i: %f" % (i, cost))
    return {"w": w, "b": b}, costs


def predict(w, b, X):
    A = sigmoid(np.dot(w.T, X) + b)
    return (A > 0.5).astype(int)


train_set_x_orig, train_set_y, test_set_x_orig, test_set_y = load_dataset()
m_train = train_set_x_orig.shape[0]
m_test = test_set_x_orig.shape[0]
num_px = train_set_x_orig.shape[1]

train_set_x_flatten = train_set_x_orig.reshape(num_px * num_px, m_train)
test_set_x_flatten = test_set_x_orig.reshape(num_px * num_px, m_test)
print("train_set_x_flatten shape:", train_set_x_flatten.shape)
print("test_set_x_flatten shape:", test_set_x_flatten.shape)

train_set_x = train_set_x_flatten / 16.
test_set_x = test_set_x_flatten / 16.

w, b = initialize_with_zeros(train_set_x.shape[0])
params, costs = optimize(w, b, train_set_x, train_set_y, num_iterations=1000, learning_rate=0.1)

Y_prediction_train = predict(params["w"], params["b"], train_set_x)
Y_prediction_test = predict(params["w"], params["b"], test_set_x)
print("train accuracy: {} %".format(100 - np.mean(np.abs(Y_prediction_train - train_set_y)) * 100))
print("test accuracy: {} %".format(100 - np.mean(np.abs(Y_prediction_test - test_set_y)) * 100))
