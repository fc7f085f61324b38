"""Nesterov momentum (look-ahead form), linear warm-up, then a cosine."""
import numpy as np
from sklearn.datasets import make_circles

X, y = make_circles(200, noise=0.08, factor=0.5, random_state=2)
rng = np.random.default_rng(3)
P = {"A": rng.normal(0, 1, (2, 10)), "a": np.zeros(10), "B": rng.normal(0, 0.3, (10, 1)), "b": np.zeros(1)}
V = {k: np.zeros_like(v) for k, v in P.items()}
steps, peak, mu = 500, 0.3, 0.9
t = y[:, None]


def loss_and_slopes(P):
    h = np.tanh(X @ P["A"] + P["a"])
    p = 1 / (1 + np.exp(-(h @ P["B"] + P["b"])))
    e = (p - t) / len(t)
    g = e @ P["B"].T * (1 - h * h)
    loss = -np.mean(t * np.log(p + 1e-12) + (1 - t) * np.log(1 - p + 1e-12))
    return loss, p, {"A": X.T @ g, "a": g.sum(0), "B": h.T @ e, "b": e.sum(0)}


for step in range(steps):
    lr = peak * (step + 1) / 50 if step < 50 else peak * 0.5 * (1 + np.cos(np.pi * (step - 50) / (steps - 50)))
    ahead = {k: P[k] + mu * V[k] for k in P}
    loss, p, G = loss_and_slopes(ahead)
    for k in P:
        V[k] = mu * V[k] - lr * G[k]
        P[k] = P[k] + V[k]
    if step % 100 == 0:
        print(f"{step} lr {lr:.4f} loss {loss:.4f}")
print("accuracy", np.mean((loss_and_slopes(P)[1] > 0.5) == t))
