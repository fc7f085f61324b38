import numpy as np

# Practice lab: logistic regression. My predict returns [0. 0. 0. 0.] although sigmoid looks good


def sigmoid(z):
    g = 1 / (1 + np.exp(-z))
    return g


def compute_cost(X, y, w, b):
    m, n = X.shape
    cost = 0.0
    for i in range(m):
        z_wb = np.dot(X[i], w) + b
        f_wb = sigmoid(z_wb)
        cost += -y[i] * np.log(f_wb) - (1 - y[i]) * np.log(1 - f_wb)
    return cost / m


def compute_gradient(X, y, w, b):
    m, n = X.shape
    dj_dw = np.zeros(w.shape)
    dj_db = 0.
    for i in range(m):
        z_wb = 0
        for j in range(n):
            z_wb += X[i, j] * w[j]
        z_wb += b
        f_wb = sigmoid(z_wb)
        dj_db_i = f_wb - y[i]
        dj_db += dj_db_i
        for j in range(n):
            dj_dw[j] += dj_db_i * X[i, j]
    dj_dw = dj_dw / m
    dj_db = dj_db / m
    return dj_db, dj_dw


def gradient_descent(X, y, w_in, b_in, alpha, num_iters):
    J_history = []
    for i in range(num_iters):
        dj_db, dj_dw = compute_gradient(X, y, w_in, b_in)
        w_in = w_in - alpha * dj_dw
        b_in = b_in - alpha * dj_db
        J_history.append(compute_cost(X, y, w_in, b_in))
        if i % 100 == 0 or i == num_iters - 1:
            print(f"Iteration {i:4}: Cost {float(J_history[-1]):8.4f}")
    return w_in, b_in, J_history


def predict(X, w, b):
    m, n = X.shape
    p = np.zeros(m)

    # Loop over each example
    for i in range(m):
        z_wb = 0
        # Loop over each feature
        for j in range(n):
            z_wb += X[i, j] * w[j]
        z_wb += b

        # Calculate the prediction for this example
        f_wb = sigmoid(z_wb)

        # Apply the threshold
        p[i] = int(f_wb)
    return p


np.random.seed(1)
# two exams of 100 students, admitted or not (ex2data1 has the same form)
exams = np.random.uniform(30, 100, (100, 2))
admitted = (exams.sum(axis=1) + np.random.normal(0, 8, 100) > 128).astype(float)
X_train = (exams - exams.mean(axis=0)) / exams.std(axis=0)
y_train = admitted

w, b, J_history = gradient_descent(X_train, y_train, np.zeros(2), 0., 0.5, 300)
print("w, b", w, b)

tmp_X = X_train[:4]
print("probabilities", sigmoid(tmp_X @ w + b))
print(f'Output of predict: shape {predict(tmp_X, w, b).shape}, value {predict(tmp_X, w, b)}')

p = predict(X_train, w, b)
accuracy = np.mean(p == y_train) * 100
print('Train Accuracy: %f' % accuracy)
