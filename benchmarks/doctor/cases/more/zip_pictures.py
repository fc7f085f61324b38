from sklearn.datasets import load_digits
import numpy as np

"""
w = weights, b = bias, i = input, g/h = hidden, o = output, l = label
w_i_g = weights from input layer to first hidden layer
"""
d = load_digits()
images = d.data / 16
labels = np.eye(10)[d.target]
test_images, test_labels = images[1500:], labels[1500:]
images, labels = images[:1500], labels[:1500]

np.random.seed(7)
w_i_g = np.random.uniform(-0.5, 0.5, (24, 64))
w_g_h = np.random.uniform(-0.5, 0.5, (20, 24))
w_h_o = np.random.uniform(-0.5, 0.5, (10, 20))
b_i_g = np.zeros((24, 1))
b_g_h = np.zeros((20, 1))
b_h_o = np.zeros((10, 1))

learn_rate = 0.2
nr_correct = 0
epochs = 12
for epoch in range(epochs):
    loss = 0
    for img, l in zip(images, labels):
        img = img.reshape(-1, 1)
        l = l.reshape(-1, 1)
        # Forward propagation input -> hidden 1
        g = 1 / (1 + np.exp(-(b_i_g + w_i_g @ img)))
        # hidden 1 -> hidden 2
        h = 1 / (1 + np.exp(-(b_g_h + w_g_h @ g)))
        # hidden 2 -> output
        o = 1 / (1 + np.exp(-(b_h_o + w_h_o @ h)))

        # Cost / Error calculation
        e = 1 / 2 * np.sum((o - l) ** 2)
        loss += e
        nr_correct += int(np.argmax(o) == np.argmax(l))

        # Backpropagation output -> hidden 2 (cost function derivative)
        delta_o = o - l
        w_h_o += -learn_rate * delta_o @ h.T
        b_h_o += -learn_rate * delta_o
        # hidden 2 -> hidden 1 (activation function derivative)
        delta_h = w_h_o.T @ delta_o * (h * (1 - h))
        # hidden 1 -> input
        delta_g = w_g_h.T @ delta_h * (g * (1 - g))
        w_g_h += -learn_rate * delta_h @ g.T
        b_g_h += -learn_rate * delta_h
        w_i_g += -learn_rate * delta_g @ img.T
        b_i_g += -learn_rate * delta_g

    # Show accuracy for this epoch
    print(f"Acc: {round((nr_correct / images.shape[0]) * 100, 2)}%  error {loss / images.shape[0]:.4f}")
    nr_correct = 0

# Show results
right = 0
for img, l in zip(test_images, test_labels):
    g = 1 / (1 + np.exp(-(b_i_g + w_i_g @ img.reshape(-1, 1))))
    h = 1 / (1 + np.exp(-(b_g_h + w_g_h @ g)))
    o = 1 / (1 + np.exp(-(b_h_o + w_h_o @ h)))
    right += int(o.argmax() == l.argmax())
print("pictures never seen:", right, "of", len(test_images))
