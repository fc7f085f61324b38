import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def start_with_zeros(dim):
    w = np.zeros((dim, 1))
    b = 0.0
    return w, b


def pass_through(w, b, X, Y):
    m = X.shape[1]

    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1 / m * np.sum(np.dot(Y.T, np.log(A)) + np.dot((1 - Y).T, np.log(1 - A)))

    dw = 1 / m * np.dot(X, (A - Y).T)
    db = 1 / m * np.sum(A - Y)

    assert dw.shape == w.shape
    cost = np.squeeze(cost)
    assert cost.shape == ()
    return {"dw": dw, "db": db}, cost


def descend(w, b, X, Y, n_iterations, learning_rate):
    costs = []
    for i in range(n_iterations):
        grads, cost = pass_through(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
            print("Cost after iteration %i: %f" % (i, cost))
    return w, b, costs


def predict(w, b, X):
    A = sigmoid(np.dot(w.T, X) + b)
    return (A > 0.5).astype(int)


np.random.seed(3)
m = 80
Y = (np.arange(m) % 2).reshape(1, m)
X = np.random.randn(4, m) + 1.2 * (2 * Y - 1) * np.array([[1.0], [-0.5], [0.8], [0.0]])

w, b = start_with_zeros(X.shape[0])
w, b, history = descend(w, b, X, Y, n_iterations=1001, learning_rate=0.1)
print("train accuracy: {} %".format(100 - np.mean(np.abs(predict(w, b, X) - Y)) * 100))
