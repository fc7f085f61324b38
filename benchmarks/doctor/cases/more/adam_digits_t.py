import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

np.random.seed(42)
X, y = load_digits(return_X_y=True)
X = X / 16.0
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42)
Y_train = np.eye(10)[y_train]

params = {
    "W1": np.random.randn(64, 32) * np.sqrt(2 / 64),
    "b1": np.zeros((1, 32)),
    "W2": np.random.randn(32, 10) * np.sqrt(2 / 32),
    "b2": np.zeros((1, 10)),
}
m = {k: np.zeros_like(v) for k, v in params.items()}
v = {k: np.zeros_like(p) for k, p in params.items()}
t = 0


def forward(X):
    z1 = X @ params["W1"] + params["b1"]
    a1 = np.maximum(0, z1)
    z2 = a1 @ params["W2"] + params["b2"]
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    return z1, a1, e / e.sum(axis=1, keepdims=True)


def backward(X, Y):
    n = len(X)
    z1, a1, p = forward(X)
    dz2 = (p - Y) / n
    dz1 = (dz2 @ params["W2"].T) * (z1 > 0)
    return {"W2": a1.T @ dz2, "b2": dz2.sum(axis=0, keepdims=True),
            "W1": X.T @ dz1, "b1": dz1.sum(axis=0, keepdims=True)}


def adam_step(grads, alpha=0.002, beta1=0.9, beta2=0.999, eps=1e-8):
    global t
    t += 1
    for k in params:
        m[k] = beta1 * m[k] + (1 - beta1) * grads[k]
        v[k] = beta2 * v[k] + (1 - beta2) * grads[k] ** 2
        # bias correction
        m[k] = m[k] / (1 - beta1 ** t)
        v[k] = v[k] / (1 - beta2 ** t)
        params[k] -= alpha * m[k] / (np.sqrt(v[k]) + eps)


for epoch in range(10):
    perm = np.random.permutation(len(X_train))
    for start in range(0, len(X_train), 64):
        batch = perm[start:start + 64]
        adam_step(backward(X_train[batch], Y_train[batch]))
    p = forward(X_train)[2]
    loss = -np.mean(np.log(p[np.arange(len(y_train)), y_train] + 1e-12))
    print(f"epoch {epoch + 1:2d}  loss {loss:.4f}  test acc {np.mean(forward(X_test)[2].argmax(axis=1) == y_test):.3f}")
