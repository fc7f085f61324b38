import argparse
from typing import List, Tuple

import numpy as np
from sklearn.datasets import load_diabetes


def init(sizes: List[int], rng: np.random.Generator) -> List[Tuple[np.ndarray, np.ndarray]]:
    return [(rng.normal(0.0, np.sqrt(2.0 / i), (i, o)), np.zeros(o)) for i, o in zip(sizes[:-1], sizes[1:])]


def forward(net, x: np.ndarray) -> List[np.ndarray]:
    acts = [x]
    for n, (w, b) in enumerate(net):
        z = acts[-1] @ w + b
        acts.append(z if n == len(net) - 1 else np.maximum(z, 0.0))
    return acts


def backward(net, acts: List[np.ndarray], t: np.ndarray):
    grads = []
    d = 2.0 * (acts[-1] - t) / len(t)
    for n in range(len(net) - 1, -1, -1):
        w, _ = net[n]
        grads.append((acts[n].T @ d, d.sum(axis=0)))
        d = (d @ w.T) * (acts[n] > 0)
    return grads[::-1]


def r2(net, x: np.ndarray, t: np.ndarray) -> float:
    p = forward(net, x)[-1]
    return float(1 - np.sum((t - p) ** 2) / np.sum((t - t.mean()) ** 2))


def main() -> None:
    global net, x_val, t_val
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--batch", type=int, default=32)
    args = parser.parse_args([])

    rng = np.random.default_rng(0)
    x, t = load_diabetes(return_X_y=True)
    x = x / x.std(axis=0)
    t = ((t - t.mean()) / t.std()).reshape(-1, 1)
    order = rng.permutation(len(x))
    x, t = x[order], t[order]
    x_val, t_val = x[350:], t[350:]
    x, t = x[:350], t[:350]

    net = init([10, 16, 1], rng)
    for epoch in range(args.epochs):
        order = rng.permutation(len(x))
        for s in range(0, len(x), args.batch):
            rows = order[s:s + args.batch]
            acts = forward(net, x[rows])
            grads = backward(net, acts, t[rows])
            net = [(w - args.lr * dw, b - args.lr * db) for (w, b), (dw, db) in zip(net, grads)]
        if epoch % 5 == 0:
            mse = np.mean((forward(net, x)[-1] - t) ** 2)
            print(f"epoch {epoch:3d} mse {mse:.4g} val R2 {r2(net, x_val, t_val):.3f}")


if __name__ == "__main__":
    main()
