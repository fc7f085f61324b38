import numpy as np

ALPHA = 0.001
NUM_ITERS = 20000

np.random.seed(7)


def load_data(num_examples=100):
    """Two exam scores and whether the student was admitted."""
    scores = np.random.uniform(30, 100, size=(num_examples, 2))
    admitted = (scores.sum(axis=1) + np.random.normal(0, 8, num_examples) > 128).astype(float)
    scores = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    X = np.hstack((np.ones((num_examples, 1)), scores))
    y = admitted.reshape(num_examples, 1)
    return X, y


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def cost_function(X, y, theta):
    num_examples = np.shape(X)[0]
    h = sigmoid(np.dot(X, np.transpose(theta)))
    return ((-1 / num_examples) * sum(
        (np.dot(np.transpose(y), np.log(h))) + np.dot(np.transpose(1 - y), np.log(1 - h))))[0]


def accuracy(X, y, theta):
    h = sigmoid(np.dot(X, np.transpose(theta)))
    return np.mean((h > 0.5) == (y > 0.5))


def batch_gradient(X, y, theta):
    num_examples = np.shape(X)[0]
    for i in range(0, NUM_ITERS):
        h = sigmoid(np.dot(X, np.transpose(theta)))
        theta = theta - ALPHA / num_examples * np.transpose((np.dot(np.transpose(X), (h - y))))
        if i % 2000 == 0:
            print("iteration", i, "cost", cost_function(X, y, theta), "accuracy", accuracy(X, y, theta))
    return theta


X, y = load_data()
theta = np.random.rand(1, 3) * 0.01
theta = batch_gradient(X, y, theta)
print("theta", theta)
print("admitted", y.mean(), "accuracy", accuracy(X, y, theta))
