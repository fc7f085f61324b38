import numpy as np

# chapter 4, stochastic gradient descent
m = 100
X = 2 * np.random.rand(m, 1)
y = 4 + 3 * X + np.random.randn(m, 1)
X_b = np.c_[np.ones((m, 1)), X]  # add x0 = 1 to each instance

# normal equation, to compare
theta_best = np.linalg.inv(X_b.T.dot(X_b)).dot(X_b.T).dot(y)

n_epochs = 50
t0, t1 = 5, 50  # learning schedule hyperparameters


def learning_schedule(t):
    return t0 / (t + t1)


theta_path_sgd = []
theta = np.random.randn(2, 1)  # random initialization

for epoch in range(n_epochs):
    for i in range(m):
        random_index = np.random.randint(m)
        xi = X_b[random_index:random_index + 1]
        yi = y[random_index:random_index + 1]
        gradients = 2 * xi.T.dot(xi.dot(theta) - yi)
        eta = learning_schedule(epoch * m + i)
        theta = theta - eta * gradients
        theta_path_sgd.append(theta)
    if epoch % 10 == 0:
        print("epoch", epoch, "theta", theta.ravel(), "mse", np.mean((X_b.dot(theta) - y) ** 2))

print("sgd            ", theta.ravel())
print("normal equation", theta_best.ravel())

X_new = np.array([[0], [2]])
X_new_b = np.c_[np.ones((2, 1)), X_new]
print("prediction", X_new_b.dot(theta).ravel(), "best", X_new_b.dot(theta_best).ravel())

# mini-batch, here the gradient is averaged over the batch
theta_path_mgd = []
n_iterations = 50
minibatch_size = 20
t0, t1 = 200, 1000

theta_mini = np.random.randn(2, 1)
t = 0
for epoch in range(n_iterations):
    shuffled_indices = np.random.permutation(m)
    X_b_shuffled = X_b[shuffled_indices]
    y_shuffled = y[shuffled_indices]
    for i in range(0, m, minibatch_size):
        t += 1
        xi = X_b_shuffled[i:i + minibatch_size]
        yi = y_shuffled[i:i + minibatch_size]
        gradients = 2 / minibatch_size * xi.T.dot(xi.dot(theta_mini) - yi)
        eta = learning_schedule(t)
        theta_mini = theta_mini - eta * gradients
        theta_path_mgd.append(theta_mini)

print("mini-batch     ", theta_mini.ravel())
