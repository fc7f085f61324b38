import numpy as np

# Andrew Ng Machine Learning, ex2 (logistic regression), my solution in Python instead of Octave

rng = np.random.RandomState(4)
m = 100
exam1 = rng.uniform(30, 100, m)
exam2 = rng.uniform(30, 100, m)
admitted = (exam1 + exam2 + rng.normal(0, 8, m) > 130).astype(float)

data = np.column_stack([exam1, exam2, admitted])
X = data[:, 0:2]
y = data[:, 2].reshape(m, 1)


def featureNormalize(X):
    mu = np.mean(X, axis=0)
    sigma = np.std(X, axis=0)
    return (X - mu) / sigma, mu, sigma


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def costFunction(theta, X, y):
    m = len(y)
    h = sigmoid(X @ theta)
    J = -1 / m * np.sum(y * np.log(h)) + np.sum((1 - y) * np.log(1 - h))
    grad = 1 / m * X.T @ (h - y)
    return J, grad


def gradientDescent(X, y, theta, alpha, num_iters):
    J_history = []
    for i in range(num_iters):
        J, grad = costFunction(theta, X, y)
        theta = theta - alpha * grad
        J_history.append(J)
        if i % 200 == 0:
            print("iteration", i, "J =", J)
    return theta, J_history


X, mu, sigma = featureNormalize(X)
X = np.hstack([np.ones((m, 1)), X])
theta = np.zeros((3, 1))

J, grad = costFunction(theta, X, y)
print("Cost at initial theta (zeros):", J)
print("Gradient at initial theta (zeros):", grad.ravel())

theta, J_history = gradientDescent(X, y, theta, 0.5, 1000)
print("theta:", theta.ravel())

# a student with 45 and 85
student = (np.array([45, 85]) - mu) / sigma
prob = sigmoid(np.r_[1, student] @ theta)
print("admission probability:", prob)

p = sigmoid(X @ theta) >= 0.5
print("Train Accuracy:", np.mean(p == y) * 100)
