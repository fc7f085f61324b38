import numpy as np
# import matplotlib.pyplot as plt

# input layer and output layer, no nonlinear elements. The output is a linear
# combination of the input, so the loss should go to the noise (about 0.5)
np.random.seed(8)
n = 100
alp = 1e-2
a0 = np.random.randn(100, 1)  # Also x
y = 7 * a0 + 3 + np.random.normal(0, 1, (100, 1))

w = np.random.randn(100, 100) * 0.01
b = np.random.randn(100, 1)


def forward(a0, w, b):
    return np.dot(w, a0) + b


def compute_loss(a1, y, w, b):
    return np.sum(np.power(y - w * a1 - b, 2)) / 2 / n


def gradient_step(w, b, a1, y):
    w -= (alp / n) * np.dot((a1 - y), a1.transpose())
    b -= (alp / n) * (a1 - y)
    return w, b


loss_vec = []
num_iterations = 2000

for i in range(num_iterations):
    a1 = forward(a0, w, b)
    loss_vec.append(compute_loss(a1, y, w, b))
    w, b = gradient_step(w, b, a1, y)
    if i % 200 == 0:
        print(i, loss_vec[-1])

# plt.plot(loss_vec)
print("w", w.ravel()[:3], "b", b.ravel()[:3])
print("least squares says", np.polyfit(a0.ravel(), y.ravel(), 1))
print("loss at the end", loss_vec[-1])
