import numpy as np

rng = np.random

# two overlapping crowds
n = 150
A = rng.multivariate_normal([0.0, 0.0], [[1.0, 0.6], [0.6, 1.0]], n)
B = rng.multivariate_normal([1.6, -0.6], [[1.0, 0.6], [0.6, 1.0]], n)
pts = np.hstack([np.ones((2 * n, 1)), np.vstack([A, B])])
lab = np.hstack([-np.ones(n), np.ones(n)])


def misses(w):
    return int(np.sum(np.sign(pts @ w) != lab))


class Pocket:
    def __init__(self, dim):
        self.w = np.zeros(dim)
        self.stash = self.w
        self.stash_err = misses(self.w)

    def learn(self, rounds):
        for r in range(rounds):
            off = np.flatnonzero(np.sign(pts @ self.w) != lab)
            if len(off) == 0:
                break
            k = rng.choice(off)
            self.w += lab[k] * pts[k]
            err = misses(self.w)
            if err < self.stash_err:
                self.stash_err = err
                self.stash = self.w
            if r % 500 == 0:
                print(r, 'now', err, 'pocket', self.stash_err)
        return self.stash


model = Pocket(3)
w_final = model.learn(5000)
print('reported', model.stash_err, 'counted again', misses(w_final))
