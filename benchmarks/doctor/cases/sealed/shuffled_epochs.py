import random
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def simple_1_layer_classification_NN(dataset_input_matrix, output_labels, epochs, learning_rate):
    n_observations, n_features = dataset_input_matrix.shape
    weights = np.random.uniform(-0.5, 0.5, n_features)
    bias = 0.0

    for epoch in range(epochs):
        random.shuffle(dataset_input_matrix)

        right = 0
        error = 0.0
        for row in range(n_observations):
            observation = dataset_input_matrix[row]
            prediction = sigmoid(np.dot(weights, observation) + bias)
            difference = prediction - output_labels[row]

            weights = weights - learning_rate * difference * observation
            bias = bias - learning_rate * difference

            error += difference ** 2
            right += (prediction > 0.5) == (output_labels[row] > 0.5)

        if epoch % 5 == 0:
            print("epoch", epoch, "error", error / n_observations, "accuracy", right / n_observations)
    return weights, bias


lengths = np.concatenate([np.random.normal(3.0, 0.4, 60), np.random.normal(2.0, 0.4, 60)])
widths = np.concatenate([np.random.normal(1.5, 0.2, 60), np.random.normal(1.0, 0.2, 60)])
dataset = np.column_stack([lengths, widths]) - [2.5, 1.25]
labels = np.concatenate([np.ones(60), np.zeros(60)])
order = np.random.permutation(120)
dataset, labels = dataset[order], labels[order]

inputs_before, labels_before = dataset.copy(), labels.copy()
weights, bias = simple_1_layer_classification_NN(dataset, labels, epochs=40, learning_rate=0.1)
print(weights, bias)
