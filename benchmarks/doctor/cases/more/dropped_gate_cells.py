# %% [markdown]
# # Regularisation, part 2: my own network with an L2 penalty
# One hidden layer. I keep everything as columns (features x examples) like in the course.

# %%
import numpy as np
from sklearn.datasets import make_circles

# %%
np.random.seed(3)
pts, lab = make_circles(n_samples=300, noise=0.12, factor=0.45, random_state=3)
X = pts[:200].T
Y = lab[:200].reshape(1, -1)
X_dev = pts[200:].T
Y_dev = lab[200:].reshape(1, -1)
m = X.shape[1]
lambd = 0.1
num_nodes = 30
X.shape, Y.shape

# %%
W1 = np.random.randn(num_nodes, X.shape[0]) * 0.5
b1 = np.zeros((num_nodes, 1))
W2 = np.random.randn(1, num_nodes) * 0.5
b2 = np.zeros((1, 1))

# %%
costs = []
for i in range(3000):
    # layer 1
    Z1 = np.dot(W1, X) + b1
    A1 = 1 / (1 + np.exp(-Z1))
    # layer 2
    Z2 = np.dot(W2, A1) + b2
    A2 = 1 / (1 + np.exp(-Z2))

    cost = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    cost += lambd / (2 * m) * (np.sum(np.square(W1)) + np.sum(np.square(W2)))

    # backward
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T) + (lambd * W2) / m
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)

    dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
    dW1 = (1 / m) * np.dot(dZ1, X.T) + (lambd * W1) / m
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)

    W2 = W2 - 0.3 * dW2
    b2 = b2 - 0.3 * db2
    W1 = W1 - 0.3 * dW1
    b1 = b1 - 0.3 * db1

    if i % 300 == 0:
        costs.append(cost)
        print("Cost after iteration", i, cost)

# %%
hidden = 1 / (1 + np.exp(-(np.dot(W1, X_dev) + b1)))
answer = 1 / (1 + np.exp(-(np.dot(W2, hidden) + b2)))
dev_accuracy = np.mean((answer > 0.5) == Y_dev)
print("dev accuracy", dev_accuracy)
