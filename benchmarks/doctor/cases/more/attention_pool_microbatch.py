import functools
import numpy as np

np.random.seed(21)

params, grads, undo = {}, {}, []


def parameter(name, *shape):
    scale = 1 / np.sqrt(shape[0]) if len(shape) > 1 else 0.0
    params[name] = np.random.randn(*shape) * scale
    grads[name] = np.zeros(shape)


def recorded(f):
    """the function returns its value and how to go back; the way back is kept on a pile"""
    @functools.wraps(f)
    def wrapper(*args):
        value, back = f(*args)
        undo.append(back)
        return value
    return wrapper


@recorded
def affine(x, w, b):
    def back(g):
        flat_x, flat_g = x.reshape(-1, x.shape[-1]), g.reshape(-1, g.shape[-1])
        grads[w] += flat_x.T @ flat_g
        grads[b] += flat_g.sum(0)
        return g @ params[w].T
    return x @ params[w] + params[b], back


@recorded
def tanh(x):
    y = np.tanh(x)
    return y, lambda g: g * (1 - y * y)


@recorded
def attend(h, mask):
    """additive attention: one score for every place, padding gets none"""
    score = np.where(mask, h @ params['u'][:, 0], -np.inf)
    a = np.exp(score - score.max(1, keepdims=True))
    a /= a.sum(1, keepdims=True)

    def back(g):
        ga = np.einsum('nd,ntd->nt', g, h)
        gs = a * (ga - (a * ga).sum(1, keepdims=True))
        grads['u'][:, 0] += np.einsum('nt,ntd->d', gs, h)
        return a[..., None] * g[:, None, :] + gs[..., None] * params['u'][:, 0]
    return np.einsum('nt,ntd->nd', a, h), back


def backward(g):
    while undo:
        g = undo.pop()(g)


def data(n, longest=10):
    """mean of the numbers that carry a flag"""
    length = np.random.randint(3, longest + 1, n)
    mask = np.arange(longest) < length[:, None]
    number = np.random.randn(n, longest)
    flag = (np.random.rand(n, longest) < 0.4) & mask
    flag[:, 0] |= ~flag.any(1)
    mean = (number * flag).sum(1) / flag.sum(1)
    x = np.stack([number, flag, 1.0 - flag], 2) * mask[..., None]
    return x, mask, mean, np.sqrt(flag.sum(1))         # more flags: a surer mean, more weight


def model(x, mask):
    undo.clear()
    h = tanh(affine(x, 'W', 'b'))
    pooled = attend(tanh(affine(h, 'V', 'c')), mask)
    return affine(pooled, 'out', 'o')[:, 0]


parameter('W', 3, 24)
parameter('b', 24)
parameter('V', 24, 24)
parameter('c', 24)
parameter('u', 24, 1)
parameter('out', 24, 1)
parameter('o', 1)

X, M, T, weight = data(1200)
MICRO, ACCUMULATE, WARM = 16, 4, 40
first = {k: np.zeros_like(v) for k, v in params.items()}
second = {k: np.zeros_like(v) for k, v in params.items()}
update = 0
for epoch in range(30):
    order = np.random.permutation(len(X))
    seen = 0.0
    for start in range(0, len(X), MICRO * ACCUMULATE):
        group = order[start:start + MICRO * ACCUMULATE]
        total = weight[group].sum()
        for s in range(0, len(group), MICRO):
            i = group[s:s + MICRO]
            error = model(X[i], M[i]) - T[i]
            seen += (weight[i] * error ** 2).sum()
            backward((2 * weight[i] * error / total)[:, None])
        update += 1
        rate = 0.01 * min(update / WARM, (WARM / update) ** 0.5)
        for k, g in grads.items():
            first[k] += 0.1 * (g - first[k])
            second[k] += 0.01 * (g * g - second[k])
            params[k] -= rate * (first[k] / (1 - 0.9 ** update)) / (np.sqrt(second[k] / (1 - 0.99 ** update)) + 1e-8)
            g.fill(0)
    if epoch % 6 == 0:
        print(f'epoch {epoch:2d} weighted mse {seen / weight.sum():.4f} rate {rate:.5f}')

Xn, Mn, Tn, _ = data(500)
answer = model(Xn, Mn)
print('unexplained on new sequences:', np.mean((answer - Tn) ** 2) / Tn.var())
