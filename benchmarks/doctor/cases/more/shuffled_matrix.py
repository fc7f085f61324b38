import random
import numpy as np

CSV = """height,width,label
"""

def make_csv(n):
    lines = []
    for k in range(n):
        lab = k % 2
        h = random.gauss(3.0 if lab else 2.2, 0.35)
        w = random.gauss(1.5 if lab else 1.0, 0.25)
        lines.append("%.2f,%.2f,%d" % (h, w, lab))
    return CSV + "\n".join(lines)

def read_csv(text):
    header, *body = text.strip().split("\n")
    mat, lab = [], []
    for line in body:
        cells = line.split(",")
        mat.append([float(c) for c in cells[:-1]])
        lab.append([int(cells[-1])])
    return np.array(mat), np.array(lab)

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_p(x):
    return sigmoid(x) * (1 - sigmoid(x))

def predict(m, W, b):
    return sigmoid(np.dot(m, W) + b)

def simple_1_layer_classification_NN(dataset_input_matrix, output_data_label, input_dimension, epochs=500,
                                     activation_func='sigmoid', learning_rate=0.2, cost_func='squared_error'):
    weights = np.random.normal(0, 0.3, size=(input_dimension, 1))
    bias = np.zeros((1, 1))
    cost_log = []

    #Shuffling dataset inputs, just as one measure against over-fitting
    before = dataset_input_matrix.copy()
    random.shuffle(dataset_input_matrix)
    print("first rows", before[:2].tolist(), "->", dataset_input_matrix[:2].tolist())

    for epoch in range(epochs):
        cost = 0
        for r in range(len(dataset_input_matrix)):
            point = dataset_input_matrix[r].reshape(1, -1)
            z = np.dot(point, weights) + bias
            if activation_func == 'sigmoid':
                pred = sigmoid(z)
                dpred_dz = sigmoid_p(z)
            target = output_data_label[r]
            if cost_func == 'squared_error':
                cost += float(np.square(pred - target)[0, 0])
                dcost_pred = 2 * (pred - target)
            dcost_dz = dcost_pred * dpred_dz
            weights = weights - learning_rate * np.dot(point.T, dcost_dz)
            bias = bias - learning_rate * dcost_dz
        cost_log.append(cost / len(dataset_input_matrix))
        if epoch % 20 == 0:
            print("epoch", epoch, "cost", cost_log[-1])
    return weights, bias, cost_log

matrix, labels = read_csv(make_csv(120))
dataset_original, labels_original = matrix.copy(), labels.copy()
W, b, log = simple_1_layer_classification_NN(matrix, labels, 2, epochs=120)
p = predict(matrix, W, b)
print("accuracy", np.mean((p > 0.5) == (labels > 0.5)))
