import copy
import math
import numpy as np
from sklearn.datasets import load_breast_cancer

# practice lab: logistic regression, this time on the tumours
dataset = load_breast_cancer()
rng = np.random.RandomState(4)
order = rng.permutation(len(dataset.target))
x_train = dataset.data[order[:400]]
y_train = dataset.target[order[:400]]
x_test = dataset.data[order[400:]]
y_test = dataset.target[order[400:]]
mu, sigma = x_train.mean(axis=0), x_train.std(axis=0)
x_train, x_test = (x_train - mu) / sigma, (x_test - mu) / sigma
print("The shape of x_train is:", x_train.shape)
print("We have m =", len(y_train), "training examples")


def sigmoid(z):
    """ sigmoid of a scalar or an array """
    return 1 / (1 + np.exp(-z))


def compute_cost(X, y, w, b):
    """
    Computes the cost over all examples
      X : (ndarray Shape (m,n)), y : (array Shape (m,)), w : (n,), b : scalar
    """
    m, n = X.shape
    loss_sum = 0
    for i in range(m):
        z_wb = 0
        for j in range(n):
            z_wb += w[j] * X[i][j]
        z_wb += b
        f_wb = sigmoid(z_wb)
        loss_sum += -y[i] * np.log(f_wb) - (1 - y[i]) * np.log(1 - f_wb)
    return loss_sum / m


def compute_gradient(X, y, w, b):
    m, n = X.shape
    dj_dw = np.zeros(w.shape)
    dj_db = 0.
    for i in range(m):
        f_wb = sigmoid(np.dot(X[i], w) + b)
        err = f_wb - y[i]
        dj_db += err
        for j in range(n):
            dj_dw[j] += err * X[i, j]
    return dj_db / m, dj_dw / m


def gradient_descent(X, y, w_in, b_in, alpha, num_iters):
    J_history = []
    w = copy.deepcopy(w_in)
    b = b_in
    for i in range(num_iters):
        dj_db, dj_dw = compute_gradient(X, y, w, b)
        w = w - alpha * dj_dw
        b = b - alpha * dj_db
        # save the cost, it takes long so not every time
        if i % math.ceil(num_iters / 10) == 0 or i == num_iters - 1:
            J_history.append(compute_cost(X, y, w, b))
            print(f"Iteration {i:4}: Cost {float(J_history[-1]):8.4f}")
    return w, b, J_history


def predict(X, w, b):
    m = X.shape[0]
    p = np.zeros(m)
    for i in range(m):
        p[i] = sigmoid(np.dot(X[i], w) + b) >= 0.5
    return p


np.random.seed(1)
initial_w = 0.01 * (np.random.rand(x_train.shape[1]) - 0.5)
initial_b = 0.
print("Cost at initial w, b:", compute_cost(x_train, y_train, initial_w, initial_b))

w, b, J_history = gradient_descent(x_train, y_train, initial_w, initial_b, 0.3, 100)
print("Train Accuracy: %f" % (np.mean(predict(x_train, w, b) == y_train) * 100))
print("Test Accuracy: %f" % (np.mean(predict(x_test, w, b) == y_test) * 100))
