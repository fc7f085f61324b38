import numpy as np
from sklearn.datasets import load_digits

rng = np.random.default_rng()

# all weights live in ONE vector, the layers only hold views of it
SIZES = [64, 40, 10]
n_params = sum((a + 1) * b for a, b in zip(SIZES[:-1], SIZES[1:]))
theta = np.empty(n_params)
grad = np.empty(n_params)


def views(vec):
    out, k = [], 0
    for a, b in zip(SIZES[:-1], SIZES[1:]):
        out.append(vec[k:k + (a + 1) * b].reshape(a + 1, b))
        k += (a + 1) * b
    return out


for M in views(theta):
    M[:-1] = rng.standard_normal((M.shape[0] - 1, M.shape[1])) * np.sqrt(1 / M.shape[0])
    M[-1] = 0                       # last row is the bias


def add_one(A):
    return np.hstack([A, np.ones((len(A), 1))])


def forward(X):
    W1, W2 = views(theta)
    H = np.tanh(add_one(X) @ W1)
    Z = add_one(H) @ W2
    Z = Z - Z.max(axis=1, keepdims=True)
    P = np.exp(Z)
    P /= P.sum(axis=1, keepdims=True)
    return H, P


def compute_grad(X, T, lam):
    """fills grad, returns the penalised loss"""
    W1, W2 = views(theta)
    G1, G2 = views(grad)
    H, P = forward(X)
    D = (P - T) / len(X)
    G2[...] = add_one(H).T @ D
    G1[...] = add_one(X).T @ (D @ W2[:-1].T * (1 - H ** 2))
    for G, W in ((G1, W1), (G2, W2)):
        G[:-1] += lam * W[:-1]
    return -np.sum(T * np.log(P + 1e-300)) / len(X) + lam / 2 * (np.sum(W1[:-1] ** 2) + np.sum(W2[:-1] ** 2))


digits = load_digits()
order = rng.permutation(len(digits.data))
X = digits.data[order] / 16
y = digits.target[order]
T = np.eye(10)[y]

mu, lr, lam = 0.9, 0.1, 1e-4
velocity = np.zeros_like(theta)
for epoch in range(15):
    rows = rng.permutation(1300)
    cost = []
    for s in range(0, 1300, 50):
        b = rows[s:s + 50]
        theta += mu * velocity              # look ahead
        cost.append(compute_grad(X[b], T[b], lam))
        velocity *= mu
        velocity -= lr * grad
        theta -= lr * grad                  # lands on old theta + new velocity
    if epoch % 3 == 2:
        print(epoch + 1, "cost", np.mean(cost), "held out", np.mean(forward(X[1300:])[1].argmax(1) == y[1300:]))
