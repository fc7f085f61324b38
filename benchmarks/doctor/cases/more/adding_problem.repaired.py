import numpy as np

rng = np.random.RandomState(42)
T, H, BATCH = 12, 16, 32


def sigma(v):
    return 1.0 / (1.0 + np.exp(-v))


def adding_problem(n):
    """sequence of (number, mark); the answer is the sum of the two marked numbers"""
    x = np.zeros((n, T, 2))
    x[:, :, 0] = rng.uniform(0, 1, (n, T))
    for r in range(n):
        x[r, rng.choice(T, 2, replace=False), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(1, keepdims=True)


class LSTM:
    def __init__(self, n_in, n_hid):
        self.p = {
            'W': rng.randn(n_in + n_hid, 4 * n_hid) / np.sqrt(n_in + n_hid),
            'b': np.zeros(4 * n_hid),
            'V': rng.randn(n_hid, 1) / np.sqrt(n_hid),
            'c': np.zeros(1),
        }
        self.n_hid = n_hid

    def forward(self, x):
        n, H = len(x), self.n_hid
        h, s = np.zeros((n, H)), np.zeros((n, H))
        self.tape = []
        for t in range(x.shape[1]):
            z = np.concatenate([x[:, t], h], axis=1)
            a = z @ self.p['W'] + self.p['b']
            i, f, o = sigma(a[:, :H]), sigma(a[:, H:2 * H]), sigma(a[:, 2 * H:3 * H])
            g = np.tanh(a[:, 3 * H:])
            s_old = s
            s = f * s_old + i * g
            h = o * np.tanh(s)
            self.tape.append((z, i, f, o, g, s_old, s))
        self.h = h
        return h @ self.p['V'] + self.p['c']

    def backward(self, dy):
        H = self.n_hid
        grad = {k: np.zeros_like(v) for k, v in self.p.items()}
        grad['V'] = self.h.T @ dy
        grad['c'] = dy.sum(0)
        dh, ds = dy @ self.p['V'].T, 0.0
        for z, i, f, o, g, s_old, s in reversed(self.tape):
            ds = ds + dh * o * (1 - np.tanh(s) ** 2)
            da = np.concatenate([
                ds * g * i * (1 - i),
                ds * s_old * f * (1 - f),
                dh * np.tanh(s) * o * (1 - o),
                ds * i * (1 - g ** 2),
            ], axis=1)
            grad['W'] += z.T @ da
            grad['b'] += da.sum(0)
            dh = (da @ self.p['W'].T)[:, -H:]
            ds = ds * f
        return grad


net = LSTM(2, H)
state = {k: (np.zeros_like(v), np.zeros_like(v)) for k, v in net.p.items()}
test_x, test_y = adding_problem(500)
print('variance of the answer %.4f' % test_y.var())

for step in range(1, 1201):
    x, y = adding_problem(BATCH)
    out = net.forward(x)
    grad = net.backward(2 * (out - y) / BATCH)
    for k in net.p:
        m, v = state[k]
        m = 0.9 * m + 0.1 * grad[k]
        v = 0.999 * v + 0.001 * grad[k] ** 2
        state[k] = m, v
        net.p[k] -= 0.01 * (m / (1 - 0.9 ** step)) / (np.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
    if step % 150 == 0:
        print('step %4d  batch mse %.4f  test mse %.4f' % (step, np.mean((out - y) ** 2), np.mean((net.forward(test_x) - test_y) ** 2)))
