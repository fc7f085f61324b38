import numpy as np
from sklearn.datasets import load_digits

# "cat / non-cat" exercise, but with threes (1) and eights (0)
digits = load_digits()
keep = (digits.target == 3) | (digits.target == 8)
images = digits.images[keep]
labels = (digits.target[keep] == 3).astype(int)

m_train = 260
train_set_x_orig, test_set_x_orig = images[:m_train], images[m_train:]
train_set_y, test_set_y = labels[:m_train].reshape(1, -1), labels[m_train:].reshape(1, -1)
num_px = train_set_x_orig.shape[1]

train_set_x_flatten = train_set_x_orig.reshape(train_set_x_orig.shape[0], -1).T
test_set_x_flatten = test_set_x_orig.reshape(test_set_x_orig.shape[0], -1).T
train_set_x = train_set_x_flatten / 16.
test_set_x = test_set_x_flatten / 16.

print("train_set_x shape: " + str(train_set_x.shape))
print("test_set_x shape: " + str(test_set_x.shape))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def propagate(w, b, X, Y):
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dw = 1 / m * np.dot(X, (A - Y).T)
    db = 1 / m * np.sum(A - Y)
    return {"dw": dw, "db": db}, cost


def optimize(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 200 == 0:
            costs.append(cost)
            print("Cost after iteration %i: %f" % (i, cost))
    return w, b, costs


def predict(w, b, X):
    return (sigmoid(np.dot(w.T, X) + b) > 0.5).astype(int)


w, b = np.zeros((num_px * num_px, 1)), 0.
w, b, costs = optimize(w, b, train_set_x, train_set_y, num_iterations=2000, learning_rate=0.1)

print("train accuracy: {} %".format(100 - np.mean(np.abs(predict(w, b, train_set_x) - train_set_y)) * 100))
print("test accuracy: {} %".format(100 - np.mean(np.abs(predict(w, b, test_set_x) - test_set_y)) * 100))
