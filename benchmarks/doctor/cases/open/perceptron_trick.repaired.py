import random

features = [[1, 0], [0, 2], [1, 1], [1, 2], [1, 3], [2, 2], [2, 3], [3, 2]]
labels = [0, 0, 0, 0, 1, 1, 1, 1]


def score(weights, bias, features):
    total = bias
    for i in range(len(features)):
        total += weights[i] * features[i]
    return total


def step(x):
    return 1 if x >= 0 else 0


def prediction(weights, bias, features):
    return step(score(weights, bias, features))


def error(weights, bias, features, label):
    pred = prediction(weights, bias, features)
    if pred == label:
        return 0
    return abs(score(weights, bias, features))


def mean_perceptron_error(weights, bias, features, labels):
    total_error = 0
    for i in range(len(features)):
        total_error += error(weights, bias, features[i], labels[i])
    return total_error / len(features)


def perceptron_trick(weights, bias, features, label, learning_rate=0.01):
    pred = prediction(weights, bias, features)
    for i in range(len(weights)):
        weights[i] += (label - pred) * features[i] * learning_rate
    bias += (label - pred) * learning_rate
    return weights, bias


def perceptron_algorithm(features, labels, learning_rate=0.01, epochs=500):
    weights = [1.0 for i in range(len(features[0]))]
    bias = 0.0
    errors = []
    for epoch in range(epochs):
        errors.append(mean_perceptron_error(weights, bias, features, labels))
        i = random.randint(0, len(features) - 1)
        weights, bias = perceptron_trick(weights, bias, features[i], labels[i], learning_rate)
    return weights, bias, errors


weights, bias, errors = perceptron_algorithm(features, labels)
for epoch in range(0, len(errors), 50):
    print("epoch", epoch, "error", errors[epoch])
print(weights, bias)
print([prediction(weights, bias, f) for f in features])
