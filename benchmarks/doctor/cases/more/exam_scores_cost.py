import numpy as np

ALPHA = 0.5
NUM_ITERS = 20000


def make_exams(m=100):
    """two exam scores and whether the student was admitted"""
    scores = np.random.uniform(30, 100, (m, 2))
    chance = 1 / (1 + np.exp(-0.15 * (scores[:, 0] + scores[:, 1] - 130)))
    admitted = (np.random.rand(m) < chance).astype(float)
    return scores, admitted.reshape(m, 1)


def feature_scaling(X):
    return (X - np.mean(X, axis=0)) / np.std(X, axis=0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def cost_function(X, y, theta):
    num_examples = np.shape(X)[0]
    h = sigmoid(np.dot(X, np.transpose(theta)))
    return ((1 / num_examples) * -sum(np.dot(np.transpose(y), np.log(h)) - np.dot(np.transpose(1 - y), np.log(1 - h))))[0]


def accuracy(X, y, theta):
    h = sigmoid(np.dot(X, np.transpose(theta)))
    return np.mean((h >= 0.5) == y)


def batch_gradient(X, y, theta):
    num_examples = np.shape(X)[0]
    for i in range(0, NUM_ITERS):
        h = sigmoid(np.dot(X, np.transpose(theta)))
        theta = theta - ALPHA / num_examples * np.transpose(np.dot(np.transpose(X), (h - y)))
        if i % 2000 == 0:
            print('it', i, 'cost', cost_function(X, y, theta), 'accuracy', accuracy(X, y, theta))
    return theta


exams, y = make_exams()
X = np.hstack((np.ones((len(exams), 1)), feature_scaling(exams)))
theta = np.random.rand(1, 3)
theta = batch_gradient(X, y, theta)
print('theta', theta)
print('final cost', cost_function(X, y, theta))
