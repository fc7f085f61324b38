import numpy as np
from sklearn.datasets import load_digits

np.random.seed(1)

# chapter 10, but with the small 8x8 digits because my laptop is slow
digits = load_digits()
order = np.random.permutation(len(digits.images))
images = digits.images[order] / 16.0
onehot = np.eye(10)[digits.target[order]]
labels = onehot[:1000]
test_images, test_labels = images[1000:1500], onehot[1000:1500]
images = images[:1000]


def tanh(x):
    return np.tanh(x)

def tanh2deriv(output):
    return 1 - (output ** 2)

def softmax(x):
    temp = np.exp(x - x.max(axis=1, keepdims=True))
    return temp / np.sum(temp, axis=1, keepdims=True)


alpha, iterations = (1.0, 10)
batch_size = 50
input_rows = 8
input_cols = 8
kernel_rows = 3
kernel_cols = 3
num_kernels = 12
num_labels = 10

hidden_size = (input_rows - kernel_rows + 1) * (input_cols - kernel_cols + 1) * num_kernels

kernels = 0.6 * np.random.random((kernel_rows * kernel_cols, num_kernels)) - 0.3
weights_1_2 = 0.04 * np.random.random((hidden_size, num_labels)) - 0.02


def get_image_section(layer, row_from, row_to, col_from, col_to):
    section = layer[:, row_from:row_to, col_from:col_to]
    return section.reshape(-1, 1, row_to - row_from, col_to - col_from)


def convolve(layer_0):
    sects = list()
    for row_start in range(layer_0.shape[1] - kernel_rows + 1):
        for col_start in range(layer_0.shape[2] - kernel_cols + 1):
            sects.append(get_image_section(layer_0, row_start, row_start + kernel_rows,
                                           col_start, col_start + kernel_cols))
    expanded_input = np.concatenate(sects, axis=1)
    es = expanded_input.shape
    flattened_input = expanded_input.reshape(es[0] * es[1], -1)
    kernel_output = flattened_input.dot(kernels)
    return flattened_input, kernel_output, tanh(kernel_output.reshape(es[0], -1))


for j in range(iterations):
    correct_cnt = 0
    for i in range(int(len(images) / batch_size)):
        batch_start, batch_end = ((i * batch_size), ((i + 1) * batch_size))
        layer_0 = images[batch_start:batch_end]
        flattened_input, kernel_output, layer_1 = convolve(layer_0)
        dropout_mask = np.random.randint(2, size=layer_1.shape)
        layer_1 *= dropout_mask * 2
        layer_2 = softmax(np.dot(layer_1, weights_1_2))

        correct_cnt += int(np.sum(np.argmax(labels[batch_start:batch_end], axis=1) == np.argmax(layer_2, axis=1)))

        layer_2_delta = (labels[batch_start:batch_end] - layer_2) / batch_size
        layer_1_delta = layer_2_delta.dot(weights_1_2.T) * tanh2deriv(np.tanh(kernel_output.reshape(batch_size, -1)))
        layer_1_delta *= dropout_mask * 2
        weights_1_2 += alpha * layer_1.T.dot(layer_2_delta)
        l1d_reshape = layer_1_delta.reshape(kernel_output.shape)
        k_update = flattened_input.T.dot(l1d_reshape)
        kernels += alpha * k_update

    _, _, layer_1 = convolve(test_images)
    layer_2 = np.dot(layer_1, weights_1_2)
    test_correct_cnt = np.sum(np.argmax(layer_2, axis=1) == np.argmax(test_labels, axis=1))
    if j % 3 == 0 or j == iterations - 1:
        print("I:" + str(j) + " Test-Acc:" + str(test_correct_cnt / float(len(test_images)))
              + " Train-Acc:" + str(correct_cnt / float(len(images))))
