import numpy as np
from sklearn.datasets import load_digits

"""
w = weights, b = bias, i = input, h = hidden, o = output, l = label
e.g. w_i_h = weights from input layer to hidden layer
"""
digits = load_digits()
images, labels = digits.data / 16.0, np.eye(10)[digits.target]
test_images, test_labels = images[1300:], digits.target[1300:]
images, labels = images[:1300], labels[:1300]

np.random.seed(9)
w_i_h = np.random.uniform(-0.5, 0.5, (20, 64))
w_h_o = np.random.uniform(-0.5, 0.5, (10, 20))
b_i_h = np.zeros((20, 1))
b_h_o = np.zeros((10, 1))

learn_rate = 0.3
nr_correct = 0
epochs = 6
for epoch in range(epochs):
    e_sum = 0
    for img, l in zip(images, labels):
        img = img.reshape(-1, 1)
        l = l.reshape(-1, 1)
        # Forward propagation input -> hidden
        h_pre = b_i_h + w_i_h @ img
        h = 1 / (1 + np.exp(-h_pre))
        # Forward propagation hidden -> output
        o_pre = b_h_o + w_h_o @ h
        o = 1 / (1 + np.exp(-o_pre))

        # Cost / Error calculation
        e = 1 / 2 * np.sum((o - l) ** 2, axis=0)
        e_sum += e[0]
        nr_correct += int(np.argmax(o) == np.argmax(l))

        # Backpropagation output -> hidden (cost function derivative)
        delta_o = o - l
        w_h_o += -learn_rate * delta_o @ np.transpose(h)
        b_h_o += -learn_rate * delta_o
        # Backpropagation hidden -> input (activation function derivative)
        delta_h = np.transpose(w_h_o) @ delta_o * (h * (1 - h))
        w_i_h += -learn_rate * delta_h @ np.transpose(img)
        b_i_h += -learn_rate * delta_h

    # Show accuracy for this epoch
    print(f"Acc: {round((nr_correct / images.shape[0]) * 100, 2)}%  error {e_sum / len(images):.4f}")
    nr_correct = 0


def ask(img):
    h = 1 / (1 + np.exp(-(b_i_h + w_i_h @ img.reshape(-1, 1))))
    return np.argmax(1 / (1 + np.exp(-(b_h_o + w_h_o @ h))))


hits = [ask(img) == l for img, l in zip(test_images, test_labels)]
print("unseen images:", np.mean(hits))
