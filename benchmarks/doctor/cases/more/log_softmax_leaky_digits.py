# Review wanted: everything is in log space so that I never divide. Trains fine on the 8x8 digits,
# but it looks so different from all tutorials that I do not trust it.
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

pixels, digit = load_digits(return_X_y=True)
pixels = pixels / 8.0 - 1.0
xa, xb, ta, tb = train_test_split(pixels, digit, test_size=0.3, random_state=6, stratify=digit)

rng = np.random.default_rng(6)
SLOPE = 0.1


def layer(n_in, n_out):
    # bias row at the bottom
    w = rng.normal(scale=np.sqrt(2.0 / n_in), size=(n_in + 1, n_out))
    w[-1] = 0.0
    return w


weights = [layer(64, 32), layer(32, 10)]
speed = [np.zeros_like(w) for w in weights]


def one(v):
    return np.concatenate([v, np.ones((v.shape[0], 1))], axis=1)


def log_probs(x):
    """returns the list of layer inputs, the hidden sum and log p"""
    i0 = one(x)
    s = i0 @ weights[0]
    i1 = one(np.where(s > 0, s, SLOPE * s))
    z = i1 @ weights[1]
    top = z.max(axis=1, keepdims=True)
    lse = top + np.log(np.exp(z - top).sum(axis=1, keepdims=True))
    return [i0, i1], s, z - lse


def grads(x, t):
    ins, s, lp = log_probs(x)
    nll = -lp[np.arange(len(t)), t].mean()
    back = np.exp(lp)
    back[np.arange(len(t)), t] -= 1.0
    back /= len(t)
    g1 = ins[1].T @ back
    back = back @ weights[1][:-1].T
    back = back * np.where(s > 0, 1.0, SLOPE)
    g0 = ins[0].T @ back
    return nll, [g0, g1]


def hit_rate(x, t):
    return (log_probs(x)[2].argmax(axis=1) == t).mean()


rate, mu = 0.05, 0.9
for epoch in range(25):
    deck = rng.permutation(len(ta))
    seen = []
    for part in np.array_split(deck, 40):
        nll, g = grads(xa[part], ta[part])
        seen.append(nll)
        for k in range(2):
            last = speed[k]
            speed[k] = mu * last - rate * g[k]
            # nesterov in the form with the look-ahead folded in
            weights[k] += -mu * last + (1 + mu) * speed[k]
    if epoch % 3 == 0:
        print(epoch, "nll", round(float(np.mean(seen)), 4), "train", round(hit_rate(xa, ta), 4), "test", round(hit_rate(xb, tb), 4))

print("final test", hit_rate(xb, tb))
