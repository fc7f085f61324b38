# Day 2: the 1986 paper by hand. Day 3: what does the error look like?
import numpy as np
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

np.random.seed(42)

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
Y = np.array([[0], [1], [1], [0]], dtype=float)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


W1 = np.random.uniform(-1, 1, (2, 4))
B1 = np.zeros((1, 4))
W2 = np.random.uniform(-1, 1, (4, 1))
B2 = np.zeros((1, 1))

lr = 0.5
errors = []
size_W1, size_W2 = [], []

for step in range(12000):
    H = sigmoid(X @ W1 + B1)
    O = sigmoid(H @ W2 + B2)
    errors.append(float(np.sum((O - Y) ** 2) / 2))

    delta_o = (O - Y) * O * (1 - O)
    delta_h = delta_o @ W2.T * H * (1 - H)

    grad_W2 = H.T @ delta_o
    grad_W1 = X.T @ delta_h
    size_W1.append(np.abs(grad_W1).mean())
    size_W2.append(np.abs(grad_W2).mean())

    W2 -= lr * grad_W2
    B2 -= lr * delta_o.sum(axis=0, keepdims=True)
    W1 -= lr * grad_W1
    B1 -= lr * delta_h.sum(axis=0, keepdims=True)

    if step % 1000 == 0:
        print(f"step {step:6d}  error {errors[-1]:.4f}  |dW1| {size_W1[-1]:.5f}  |dW2| {size_W2[-1]:.5f}")

fig, (left, right) = plt.subplots(1, 2)
left.plot(errors)
right.plot(size_W1, "orange", linestyle="--")
right.plot(size_W2, "b")
plt.close(fig)

for row, wanted, got in zip(X, Y, O):
    print(row, wanted, got.round(3))
