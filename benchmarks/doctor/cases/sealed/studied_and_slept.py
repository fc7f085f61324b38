import numpy as np


def make_students(n):
    studied = np.random.uniform(0, 10, n)
    slept = np.random.uniform(0, 10, n)
    passed = (studied + slept + np.random.randn(n) > 10).astype(float)
    return np.column_stack([np.ones(n), studied / 10, slept / 10]), passed.reshape(-1, 1)


def sigmoid(z):
    return 1.0 / (1 + np.exp(-z))


def predict(features, weights):
    z = np.dot(features, weights)
    return sigmoid(z)


def cost_function(features, labels, weights):
    n_rows = len(labels)
    predictions = predict(features, weights)

    cost_of_ones = -labels * np.log(predictions)
    cost_of_zeros = (1 - labels) * np.log(1 - predictions)

    cost = cost_of_ones + cost_of_zeros
    cost = cost.sum() / n_rows
    return cost


def step_weights(features, labels, weights, lr):
    N = len(features)
    predictions = predict(features, weights)
    gradient = np.dot(features.T, predictions - labels)
    gradient /= N
    gradient *= lr
    weights -= gradient
    return weights


def cut(prob):
    return 1 if prob >= .5 else 0


def classify(predictions):
    decide = np.vectorize(cut)
    return decide(predictions).flatten()


def train(features, labels, weights, lr, iters):
    history_of_cost = []
    for i in range(iters):
        weights = step_weights(features, labels, weights, lr)
        cost = cost_function(features, labels, weights)
        history_of_cost.append(cost)
        if i % 300 == 0:
            print("iter: " + str(i) + " cost: " + str(cost))
    return weights, history_of_cost


def accuracy(predicted_labels, actual_labels):
    diff = predicted_labels - actual_labels
    return 1.0 - (float(np.count_nonzero(diff)) / len(diff))


features, labels = make_students(200)
weights = np.zeros((3, 1))
weights, history = train(features, labels, weights, lr=2.0, iters=3000)
print("accuracy", accuracy(classify(predict(features, weights)), labels.flatten()))
