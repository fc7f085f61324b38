import numpy as np

np.random.seed(3)
patterns = np.sign(np.random.randn(3, 64))
W = sum(np.outer(p, p) for p in patterns) / 64
np.fill_diagonal(W, 0)

for k, p in enumerate(patterns):
    state = p.copy()
    flipped = np.random.choice(64, 8, replace=False)
    state[flipped] *= -1
    for sweep in range(5):
        for i in np.random.permutation(64):
            state[i] = 1 if W[i] @ state >= 0 else -1
        energy = -0.5 * state @ W @ state
        print("pattern", k, "sweep", sweep, "energy", round(energy, 3))
    print("recovered:", np.array_equal(state, p))
