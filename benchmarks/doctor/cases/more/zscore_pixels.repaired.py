# %% [markdown]
# # Digit recognizer with plain numpy

# %%
import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
X_all = digits.data
y_all = digits.target
np.random.seed(42)
idx = np.random.permutation(X_all.shape[0])
X_all, y_all = X_all[idx], y_all[idx]
n_train = 1400

# %%
mean = X_all[:n_train].mean(axis=0)
std = X_all[:n_train].std(axis=0)
std[std == 0] = 1
X_train = (X_all[:n_train] - mean) / std
X_val = (X_all[n_train:] - mean) / std
y_train, y_val = y_all[:n_train], y_all[n_train:]
print(X_train.shape, X_val.shape)

# %%
def one_hot(y, k=10):
    out = np.zeros((y.size, k))
    out[np.arange(y.size), y] = 1
    return out


def forward(X):
    h = np.maximum(0, X @ W1 + b1)
    scores = h @ W2 + b2
    scores -= scores.max(axis=1, keepdims=True)
    p = np.exp(scores)
    return h, p / p.sum(axis=1, keepdims=True)

# %%
W1 = np.random.randn(64, 32) * np.sqrt(2 / 64)
b1 = np.zeros(32)
W2 = np.random.randn(32, 10) * np.sqrt(2 / 32)
b2 = np.zeros(10)

lr = 0.2
batch_size = 50

for epoch in range(20):
    perm = np.random.permutation(n_train)
    losses = []
    for i in range(0, n_train, batch_size):
        xb, yb = X_train[perm[i:i + batch_size]], one_hot(y_train[perm[i:i + batch_size]])
        h, p = forward(xb)
        losses.append(-np.mean(np.sum(yb * np.log(p + 1e-12), axis=1)))
        d2 = (p - yb) / len(xb)
        d1 = (d2 @ W2.T) * (h > 0)
        W2 -= lr * h.T @ d2
        b2 -= lr * d2.sum(axis=0)
        W1 -= lr * xb.T @ d1
        b1 -= lr * d1.sum(axis=0)
    val_acc = (forward(X_val)[1].argmax(axis=1) == y_val).mean()
    print(f"epoch {epoch:2d}  loss {np.mean(losses):.4f}  val acc {val_acc:.4f}")
