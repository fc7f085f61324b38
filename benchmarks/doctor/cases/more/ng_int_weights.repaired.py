import copy
import math
import numpy as np

# Optional lab: multiple variable linear regression. Loops on purpose, I want to see every index.
# rooms, floors, age in decades -> price in 1000s of dollars
X_train = np.array([[5, 1, 4], [3, 2, 4], [2, 1, 3], [4, 2, 1], [6, 3, 2], [3, 1, 1], [5, 2, 0], [2, 1, 0]])
y_train = np.array([460, 232, 178, 401, 560, 310, 520, 245])


def predict(x, w, b):
    p = 0
    for i in range(x.shape[0]):
        p = p + x[i] * w[i]
    return p + b


def compute_cost(X, y, w, b):
    m = X.shape[0]
    cost = 0.0
    for i in range(m):
        f_wb_i = predict(X[i], w, b)
        cost = cost + (f_wb_i - y[i]) ** 2
    return cost / (2 * m)


def compute_gradient(X, y, w, b):
    m, n = X.shape
    dj_dw = np.zeros((n,))
    dj_db = 0.
    for i in range(m):
        err = predict(X[i], w, b) - y[i]
        for j in range(n):
            dj_dw[j] = dj_dw[j] + err * X[i, j]
        dj_db = dj_db + err
    return dj_db / m, dj_dw / m


def gradient_descent(X, y, w_in, b_in, cost_function, gradient_function, alpha, num_iters):
    J_history = []
    w = copy.deepcopy(w_in)
    b = b_in
    for i in range(num_iters):
        dj_db, dj_dw = gradient_function(X, y, w, b)
        for j in range(len(w)):
            w[j] = w[j] - alpha * dj_dw[j]
        b = b - alpha * dj_db
        J_history.append(cost_function(X, y, w, b))
        if i % math.ceil(num_iters / 10) == 0:
            print(f"Iteration {i:4d}: Cost {J_history[-1]:8.2f}   ")
    return w, b, J_history


initial_w = np.zeros_like(X_train[0], dtype=float)
initial_b = 0.
w_final, b_final, J_hist = gradient_descent(X_train, y_train, initial_w, initial_b,
                                            compute_cost, compute_gradient, 2e-2, 3000)
print("b,w found by gradient descent:", round(b_final, 2), w_final)
for i in range(X_train.shape[0]):
    print(f"prediction: {predict(X_train[i], w_final, b_final):0.2f}, target value: {y_train[i]}")
