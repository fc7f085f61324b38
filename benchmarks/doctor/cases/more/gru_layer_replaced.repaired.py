import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


class GRULayer:
    """W3, U3, bW3 hold reset, update and candidate side by side, shared by all time steps."""

    def __init__(self, n_in, n_hid):
        self.n = n_hid
        self.W3 = np.random.uniform(-1, 1, (n_in, 3 * n_hid)) * np.sqrt(3.0 / n_in)
        self.U3 = np.random.uniform(-1, 1, (n_hid, 3 * n_hid)) * np.sqrt(3.0 / n_hid) * 0.8
        self.bW3 = np.zeros(3 * n_hid)
        self.zero_grad()

    def zero_grad(self):
        self.dW3, self.dU3, self.dbW3 = np.zeros_like(self.W3), np.zeros_like(self.U3), np.zeros_like(self.bW3)

    def cell(self, x, h):
        n = self.n
        a = x @ self.W3 + self.bW3
        u = h @ self.U3
        r = sigmoid(a[:, :n] + u[:, :n])
        z = sigmoid(a[:, n:2 * n] + u[:, n:2 * n])
        c = np.tanh(a[:, 2 * n:] + r * u[:, 2 * n:])
        self.cache.append((x, h, r, z, c, u[:, 2 * n:]))
        return (1 - z) * c + z * h

    def cell_backward(self, dh_new):
        x, h, r, z, c, uc = self.cache.pop()
        dc = dh_new * (1 - z) * (1 - c ** 2)
        dz = dh_new * (h - c) * z * (1 - z)
        dr = dc * uc * r * (1 - r)
        da = np.hstack([dr, dz, dc])
        du = np.hstack([dr, dz, dc * r])
        self.dW3 += x.T @ da
        self.dU3 += h.T @ du
        self.dbW3 += da.sum(axis=0)
        return da @ self.W3.T, du @ self.U3.T + dh_new * z

    def forward(self, xs):
        self.cache = []
        h = np.zeros((xs.shape[1], self.n))
        for x in xs:
            h = self.cell(x, h)
        return h

    def backward(self, dh):
        for _ in range(len(self.cache)):
            dx, dh = self.cell_backward(dh)


class Linear:
    def __init__(self, n_in, n_out):
        self.W, self.b = np.random.randn(n_in, n_out) / np.sqrt(n_in), np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, d):
        self.dW, self.db = self.x.T @ d, d.sum(axis=0)
        return d @ self.W.T


def make_batch(n, length=12):
    # numbers with two marks: the answer is the sum of the two marked numbers
    values = np.random.uniform(0, 1, (length, n))
    marks = np.zeros((length, n))
    first = np.random.randint(0, length // 2, n)
    second = np.random.randint(length // 2, length, n)
    marks[first, np.arange(n)] = 1
    marks[second, np.arange(n)] = 1
    return np.stack([values, marks], axis=2), (values * marks).sum(axis=0)[:, None]


gru, head = GRULayer(2, 16), Linear(16, 1)
state = {}


def adam(name, p, g, t, lr=0.01):
    m, v = state.get(name, (0.0, 0.0))
    m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g
    state[name] = (m, v)
    p -= lr * m / (1 - 0.9 ** t) / (np.sqrt(v / (1 - 0.99 ** t)) + 1e-8)


for t in range(1, 1201):
    xs, y = make_batch(32)
    out = head.forward(gru.forward(xs))
    gru.zero_grad()
    gru.backward(head.backward(2 * (out - y) / len(y)))
    for name, obj in (("W3", gru), ("U3", gru), ("bW3", gru), ("W", head), ("b", head)):
        adam(name, getattr(obj, name), getattr(obj, "d" + name), t)
    if t % 200 == 0:
        print("step", t, "mse", np.mean((out - y) ** 2))

xs, y = make_batch(500)
print("mse on new sums:", np.mean((head.forward(gru.forward(xs)) - y) ** 2), "(always 1:", np.mean((1 - y) ** 2), ")")
