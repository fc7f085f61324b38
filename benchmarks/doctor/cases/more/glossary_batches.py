import numpy as np
from sklearn.datasets import load_wine


def get_mini_batches(X, Y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], Y[rows]


def forward(params, X):
    h = np.tanh(X @ params["Wh"] + params["bh"])
    s = h @ params["Wo"] + params["bo"]
    s = np.exp(s - s.max(axis=1, keepdims=True))
    return h, s / s.sum(axis=1, keepdims=True)


def gradients(params, X, Y):
    h, p = forward(params, X)
    eo = (p - Y) / len(X)
    eh = eo @ params["Wo"].T * (1 - h ** 2)
    return {"Wo": h.T @ eo, "bo": eo.sum(axis=0), "Wh": X.T @ eh, "bh": eh.sum(axis=0)}


def cost(params, X, Y):
    return -np.mean(np.sum(Y * np.log(forward(params, X)[1]), axis=1))


def SGD(data, batch_size, lr, epochs, params, seed=0):
    X, Y = data
    rng = np.random.default_rng(seed)
    mini_batches = get_mini_batches(X, Y, batch_size, rng)
    for epoch in range(epochs):
        for xb, yb in mini_batches:
            for name, g in gradients(params, xb, yb).items():
                params[name] = params[name] - lr * g
        if epoch % 10 == 0:
            print(f"epoch {epoch:3d}   cost {cost(params, X, Y):.6f}")
    return params


wine = load_wine()
X = (wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)
Y = np.eye(3)[wine.target]

r = np.random.default_rng(11)
params = dict(Wh=r.normal(0, 0.3, (13, 8)), bh=np.zeros(8), Wo=r.normal(0, 0.3, (8, 3)), bo=np.zeros(3))
params = SGD((X, Y), 16, 0.05, 60, params)

guess = forward(params, X)[1].argmax(axis=1)
print("accuracy", np.mean(guess == wine.target))
