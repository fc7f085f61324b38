from sklearn.datasets import load_digits
import numpy as np

"""
w = weights, b = bias, i = input, h = hidden, o = output, l = label
e.g. w_i_h = weights from input layer to hidden layer
"""
images, labels = load_digits(return_X_y=True)
images = images.astype("float32") / 16
labels = np.eye(10)[labels]
w_i_h = np.random.uniform(-0.5, 0.5, (20, 64))
w_h_o = np.random.uniform(-0.5, 0.5, (10, 20))
b_i_h = np.zeros((20, 1))
b_h_o = np.zeros((10, 1))

learn_rate = 0.1
nr_right = 0
epochs = 5
for epoch in range(epochs):
    cost = 0
    for img, l in zip(images, labels):
        img.shape += (1,)
        l.shape += (1,)
        # Forward propagation input -> hidden
        h_pre = b_i_h + w_i_h @ img
        h = 1 / (1 + np.exp(-h_pre))
        # Forward propagation hidden -> output
        o_pre = b_h_o + w_h_o @ h
        o = 1 / (1 + np.exp(-o_pre))

        # Cost / Error calculation
        e = -np.sum(l * np.log(o + 1e-9) + (1 - l) * np.log(1 - o + 1e-9), axis=0)
        cost += e[0]
        nr_right += int(np.argmax(o) == np.argmax(l))

        # Backpropagation output -> hidden (cost function derivative)
        delta_o = o - l
        # Backpropagation hidden -> input (activation function derivative)
        delta_h = np.transpose(w_h_o) @ delta_o * (h * (1 - h))
        w_i_h += -learn_rate * delta_h @ np.transpose(img)
        b_i_h += -learn_rate * delta_h
        w_h_o += -learn_rate * delta_o @ np.transpose(h)
        b_h_o += -learn_rate * delta_o

    print(f"Acc: {round((nr_right / images.shape[0]) * 100, 2)}%  cost {cost / len(images):.4f}")
    nr_right = 0
