from functools import partial, reduce

import numpy as np
from sklearn.datasets import load_diabetes

# a poor man's jax: parameters are nested dicts, everything is a pure function


def tree_map(f, *trees):
    if isinstance(trees[0], dict):
        return {k: tree_map(f, *(t[k] for t in trees)) for k in trees[0]}
    return f(*trees)


def leaves(tree):
    if isinstance(tree, dict):
        return reduce(lambda a, b: a + b, (leaves(v) for v in tree.values()), [])
    return [tree]


def dense_init(rng, n_in, n_out):
    return {"w": rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_out)), "b": np.zeros(n_out)}


def init(seed, sizes):
    rng = np.random.default_rng(seed)
    return {f"layer{i}": dense_init(rng, a, b) for i, (a, b) in enumerate(zip(sizes, sizes[1:]))}


def apply(params, x):
    h = np.tanh(x @ params["layer0"]["w"] + params["layer0"]["b"])
    return (h @ params["layer1"]["w"] + params["layer1"]["b"])[:, 0], h


def value_and_grad(params, x, y):
    pred, h = apply(params, x)
    r = pred - y
    d = (2 * r / len(y))[:, None]
    dh = d @ params["layer1"]["w"].T * (1 - h ** 2)
    return np.mean(r ** 2), {"layer0": {"w": x.T @ dh, "b": dh.sum(0)},
                             "layer1": {"w": h.T @ d, "b": d.sum(0)}}


def clip_by_global_norm(max_norm, grads):
    norm = np.sqrt(sum(np.sum(g ** 2) for g in leaves(grads)))
    return tree_map(lambda g: g * (max_norm / (norm + 1e-6)), grads)


def sgd(lr, params, grads):
    return tree_map(lambda p, g: p - lr * g, params, grads)


def make_step(lr, clip):
    update = partial(sgd, lr)

    def step(params, x, y):
        loss, grads = value_and_grad(params, x, y)
        return update(params, clip(grads)), loss

    return step


data = load_diabetes()
x = (data.data - data.data.mean(0)) / data.data.std(0)
y = (data.target - data.target.mean()) / data.target.std()
x_tr, y_tr, x_te, y_te = x[:340], y[:340], x[340:], y[340:]

params = init(0, [10, 8, 1])
step = make_step(0.1, partial(clip_by_global_norm, 5.0))
for i in range(400):
    params, loss = step(params, x_tr, y_tr)
    if i % 50 == 0 or i == 399:
        print(f"{i:4d}  train {loss:.4f}  test {np.mean((apply(params, x_te)[0] - y_te) ** 2):.4f}")
