import numpy as np

# Hopfield-Netz: vier Buchstaben in 7x7 speichern, verrauschte Eingaben ergaenzen

LETTERS = """
.#####. #.....# ####### #......
#.....# ##...## ...#... #......
#...... #.#.#.# ...#... #......
#...... #..#..# ...#... #......
#...... #.....# ...#... #......
#.....# #.....# ...#... #......
.#####. #.....# ...#... #######
"""


def read(block, count):
    rows = [line.split() for line in block.strip().splitlines()]
    out = []
    for k in range(count):
        out.append([1 if c == '#' else -1 for row in rows for c in row[k]])
    return np.array(out)


def show(vec):
    for r in vec.reshape(7, 7):
        print(''.join('#' if v > 0 else '.' for v in r))
    print()


patterns = read(LETTERS, 4)
P, N = patterns.shape
print('overlaps between the stored letters')
print(np.round(patterns @ patterns.T / N, 2))


def learn(patterns, rounds=50):
    """Perceptron-like Hebbian rule: add a pattern only to the units that would not hold it."""
    W = np.zeros((N, N))
    for r in range(rounds):
        changed = 0
        for xi in patterns:
            h = W @ xi
            weak = (h * xi < 1.0).astype(float)
            W += np.outer(weak * xi, xi) / N
            np.fill_diagonal(W, 0)
            changed += int(weak.sum())
        print('round', r, 'weak units', changed)
        if changed == 0:
            break
    return W


def energy(W, s):
    return -0.5 * s @ W @ s


def recall(W, s, sweeps=10, rng=np.random):
    s = s.copy()
    for _ in range(sweeps):
        before = s.copy()
        for i in rng.permutation(N):
            s[i] = 1 if W[i] @ s >= 0 else -1
        if np.array_equal(before, s):
            break
    return s


np.random.seed(0)
W = learn(patterns)
good = total = 0
for trial in range(50):
    for xi in patterns:
        noisy = xi.copy()
        flips = np.random.choice(N, 6, replace=False)
        noisy[flips] *= -1
        out = recall(W, noisy)
        good += np.array_equal(out, xi)
        total += 1
print('restored', good, 'of', total)

demo = patterns[1].copy()
demo[:14] = -1
show(demo)
show(recall(W, demo))
print('energy', energy(W, demo), '->', energy(W, recall(W, demo)))
