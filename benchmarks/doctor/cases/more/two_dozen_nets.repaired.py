import numpy as np

# 24 little networks are trained at one time, one start each, to see how often
# three hidden units are enough for xor.   n network, b sample, i j units
N, H = 24, 3
rng = np.random.default_rng(7)
X = np.array([[0., 0], [0, 1], [1, 0], [1, 1]])
T = np.array([[0.], [1], [1], [0]])

shapes = {"W0": (N, 2, H), "b0": (N, 1, H), "W1": (N, H, 1), "b1": (N, 1, 1)}
P = {k: rng.standard_normal(s) for k, s in shapes.items()}


def forward(P, X):
    a0 = np.broadcast_to(X, (N,) + X.shape)
    a1 = np.tanh(np.einsum("nbi,nij->nbj", a0, P["W0"]) + P["b0"])
    a2 = 1 / (1 + np.exp(-(np.einsum("nbi,nij->nbj", a1, P["W1"]) + P["b1"])))
    return a0, a1, a2


def loss_of_each(a2):
    return -np.mean(T * np.log(a2 + 1e-12) + (1 - T) * np.log(1 - a2 + 1e-12), axis=(1, 2))


def gradients(P, acts):
    a0, a1, a2 = acts
    d1 = (a2 - T) / len(T)
    d0 = np.einsum("nbj,nij->nbi", d1, P["W1"]) * (1 - a1 ** 2)
    return {
        "W1": np.einsum("nbi,nbj->nij", a1, d1), "b1": d1.sum(1, keepdims=True),
        "W0": np.einsum("nbi,nbj->nij", a0, d0), "b0": d0.sum(1, keepdims=True),
    }


rate = 0.3
for step in range(4001):
    acts = forward(P, X)
    G = gradients(P, acts)
    for k in P:
        P[k] -= rate * G[k]
    if step % 500 == 0:
        L = loss_of_each(acts[2])
        print(f"step {step:5d}  mean loss {L.mean():.4f}  best {L.min():.4f}  worst {L.max():.4f}")

out = forward(P, X)[-1]
solved = np.all((out > 0.5) == (T > 0.5), axis=(1, 2))
print("networks that know xor:", solved.sum(), "of", N)
