"""Radial basis function network: linear weights, centres and widths are all
learnt by gradient descent, as in the appendix of the geology paper."""
import random
from math import exp


class RBFLN(object):

    def __init__(self, xs, ts, M, N, v_eta, u_eta=0.02, s_eta=0.02):
        self.xs, self.ts = xs, ts
        self.M, self.N, self.J = M, N, len(ts[0])
        self.eta, self.eta_c, self.eta_s = v_eta, u_eta, s_eta
        self._init_weights()
        self._init_center_vectors()
        self._init_variance()

    def _init_weights(self):
        """Select all weights randomly between -0.5 and 0.5."""
        self.u = [[random.random() - 0.5 for _ in range(self.J)] for _ in range(self.M)]
        self.w = [[random.random() - 0.5 for _ in range(self.J)] for _ in range(self.N + 1)]

    def _init_center_vectors(self):
        """The first M shuffled exemplars are the centres."""
        picked = random.sample(range(len(self.xs)), self.M)
        self.v = [list(self.xs[q]) for q in picked]

    def _init_variance(self):
        """Half of the mean squared distance to the nearest other centre."""
        near = []
        for m in range(self.M):
            near.append(min(self._dist2(self.v[m], self.v[k]) for k in range(self.M) if k != m))
        self.variance = [max(0.05, 0.5 * sum(near) / self.M)] * self.M

    @staticmethod
    def _dist2(a, b):
        return sum((ai - bi) ** 2 for ai, bi in zip(a, b))

    def _y(self, x):
        """Outputs of the hidden radial neurodes."""
        return [exp(-self._dist2(x, v) / (2 * s)) for v, s in zip(self.v, self.variance)]

    def _z(self, x, ys):
        line = list(x) + [1.0]  # the linear lines, with a constant
        return [sum(self.u[m][j] * ys[m] for m in range(self.M)) +
                sum(self.w[n][j] * line[n] for n in range(self.N + 1)) for j in range(self.J)]

    def _sum_sq_error(self, zs, t):
        return sum((tj - zj) ** 2 for tj, zj in zip(t, zs))

    def total_sq_error(self, xs, ts):
        return sum(self._sum_sq_error(self._z(x, self._y(x)), t) for x, t in zip(xs, ts))

    def train(self, iterations):
        for r in range(iterations):
            order = list(range(len(self.xs)))
            random.shuffle(order)
            for q in order:
                self._learn(self.xs[q], self.ts[q])
            if r % 20 == 0:
                print(r, 'TSSE', round(self.total_sq_error(self.xs, self.ts), 4))

    def _learn(self, x, t):
        ys = self._y(x)
        zs = self._z(x, ys)
        e = [tj - zj for tj, zj in zip(t, zs)]
        line = list(x) + [1.0]

        # everything is worked out with the old values, then changed
        new_u = [[self.u[m][j] + self.eta * e[j] * ys[m] for j in range(self.J)] for m in range(self.M)]
        new_w = [[self.w[n][j] + self.eta * e[j] * line[n] for j in range(self.J)] for n in range(self.N + 1)]
        new_v, new_s = [], []
        for m in range(self.M):
            back = sum(e[j] * self.u[m][j] for j in range(self.J)) * ys[m]
            s = self.variance[m]
            new_v.append([vm + self.eta_c * back * (xn - vm) / s for xn, vm in zip(x, self.v[m])])
            step = self.eta_s * back * self._dist2(x, self.v[m]) / (2 * s * s)
            new_s.append(max(0.01, s + step))
        self.u, self.w, self.v, self.variance = new_u, new_w, new_v, new_s


def surface(a, b):
    return exp(-((a - .3) ** 2 + (b - .6) ** 2) / .05) - .7 * exp(-((a - .7) ** 2 + (b - .3) ** 2) / .03) + .3 * a


def sample(n):
    pts = [[random.random(), random.random()] for _ in range(n)]
    return pts, [[surface(a, b)] for a, b in pts]


xs, ts = sample(150)
test_xs, test_ts = sample(100)
net = RBFLN(xs, ts, 12, 2, 0.1)
print('start', net.total_sq_error(test_xs, test_ts) / 100)
net.train(160)
print('test', net.total_sq_error(test_xs, test_ts) / 100)
