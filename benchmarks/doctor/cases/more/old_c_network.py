import numpy as np
from sklearn.datasets import load_digits

# re-implementation of an old C program of my supervisor (90s). Style is his, not mine.
# Asking for a review, because the formulas look different from everything that I find online.

A_, S_ = 1.7159, 2.0 / 3.0


def squash(s):
    return A_ * np.tanh(S_ * s)


def dsquash(a):
    return S_ / A_ * (A_ - a) * (A_ + a)


def plus(m):
    """column of ones, so that the last row of the weights is the bias"""
    return np.c_[m, np.ones(len(m))]


def logsumexp(s):
    top = s.max(axis=1, keepdims=True)
    return top + np.log(np.exp(s - top).sum(axis=1, keepdims=True))


class OldNet:
    def __init__(self, *n):
        self.M = [np.random.uniform(-1, 1, (a + 1, b)) * np.sqrt(3.0 / (a + 1)) for a, b in zip(n, n[1:])]

    def run(self, x):
        self.states = [plus(x)]
        for m in self.M[:-1]:
            self.states.append(plus(squash(self.states[-1] @ m)))
        s = self.states[-1] @ self.M[-1]
        self.logp = s - logsumexp(s)
        return self.logp

    def nll(self, t):
        return -self.logp[np.arange(len(t)), t].mean()

    def sweep(self, t, rate):
        wanted = np.zeros_like(self.logp)
        wanted[np.arange(len(t)), t] = 1
        push = wanted - np.exp(self.logp)
        todo = []
        for k in range(len(self.M) - 1, -1, -1):
            todo.append((k, self.states[k].T @ push))
            if k:
                push = (push @ self.M[k].T)[:, :-1] * dsquash(self.states[k][:, :-1])
        for k, g in todo:
            self.M[k] += rate / len(t) * g

    def which(self, x):
        return self.run(x).argmax(1)

    def keep(self):
        return [m.copy() for m in self.M]

    def restore(self, saved):
        self.M = [m.copy() for m in saved]


def percent_ok(net, x, t):
    return 100.0 * (net.which(x) == t).mean()


def read():
    d = load_digits()
    o = np.random.permutation(len(d.target))
    x, t = d.data[o] / 8.0 - 1.0, d.target[o]       # -1 .. 1
    return (x[:1100], t[:1100]), (x[1100:1400], t[1100:1400]), (x[1400:], t[1400:])


if __name__ == "__main__":
    (x, t), (xv, tv), (xt, tt) = read()
    net = OldNet(64, 40, 10)
    best, saved, table = np.inf, None, []
    for sweep in range(40):
        rate = 0.12 / (1 + 0.02 * sweep)
        for part in np.array_split(np.random.permutation(len(t)), 55):
            net.run(x[part])
            net.sweep(t[part], rate)
        net.run(xv)
        v = net.nll(tv)
        table.append((sweep, v, percent_ok(net, xv, tv)))
        if v < best:
            best, saved = v, net.keep()
        if sweep % 5 == 0:
            print("sweep %2d  rate %.3f  nll %.4f  ok %.1f" % (sweep, rate, v, table[-1][2]))

    net.restore(saved)
    print("test: %.2f %% ok" % percent_ok(net, xt, tt))
    guess = net.which(xt)
    for d in range(10):
        print(d, np.bincount(guess[tt == d], minlength=10))
