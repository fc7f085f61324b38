# simple_1_layer_classification_NN on the wine data (my first project in python, coming from matlab)
# the book says 95 % and more is easy with this data, I get 40 % ... ???
import random
import numpy as np
from sklearn.datasets import load_wine


def one_of_n(vec, n):
    result = []
    for v in vec:
        row = [0.0] * n
        row[v] = 1.0
        result.append(row)
    return np.array(result)


def squash(v):
    return 1.0 / (1.0 + np.exp(-v))


def simple_1_layer_classification_NN(input_matrix, output_labels, epochs, learn_rate, batch=10):
    m, n = input_matrix.shape
    k = output_labels.shape[1]
    theta = np.random.uniform(-0.5, 0.5, (n, k)) / np.sqrt(n)
    bias = np.zeros(k)
    errors_seen = []
    for epoch in range(epochs):
        # other order of the rows each time
        np.random.shuffle(input_matrix)
        total = 0.0
        for first in range(0, m, batch):
            a = input_matrix[first:first + batch]
            t = output_labels[first:first + batch]
            out = squash(a.dot(theta) + bias)
            err = out - t
            total += np.sum(err ** 2)
            grad = 2 * err * out * (1 - out) / len(a)
            theta -= learn_rate * a.T.dot(grad)
            bias -= learn_rate * grad.sum(axis=0)
        errors_seen.append(total / m)
        if epoch % 40 == 0:
            print("epoch %4d   mean squared error %.5f" % (epoch, errors_seen[-1]))
    return theta, bias, errors_seen


def classify(matrix, theta, bias):
    return np.argmax(squash(matrix.dot(theta) + bias), axis=1)


def percent(a, b):
    return 100.0 * np.sum(a == b) / len(b)


def show_errors(errs, width=50):
    # poor man's plot, no matplotlib on this laptop
    top = max(errs)
    for i in range(0, len(errs), max(1, len(errs) // 10)):
        print("%4d |%s" % (i, "*" * int(width * errs[i] / top)))


wine = load_wine()
dataset = wine.data
labels = wine.target

# hold back every 4th wine for testing
rows = list(range(len(labels)))
test_rows = rows[::4]
train_rows = [r for r in rows if r % 4 != 0]

dataset_input_matrix = dataset[train_rows]
output_labels = labels[train_rows]
test_matrix = dataset[test_rows]
test_labels = labels[test_rows]

avg = dataset_input_matrix.mean(axis=0)
dev = dataset_input_matrix.std(axis=0)
dataset_input_matrix = (dataset_input_matrix - avg) / dev
test_matrix = (test_matrix - avg) / dev

print("train", dataset_input_matrix.shape, "test", test_matrix.shape)

theta, bias, errs = simple_1_layer_classification_NN(
    dataset_input_matrix, one_of_n(output_labels, 3), epochs=200, learn_rate=0.5)

# print(theta)
show_errors(errs)
result = classify(test_matrix, theta, bias)
print("test accuracy: %.1f %%" % percent(result, test_labels))
for c in range(3):
    print("class", c, "predicted", np.sum(result == c), "real", np.sum(test_labels == c))
