"""Ratings = users x films: two tables of factors, no layers, one known rating a step."""
import numpy as np

rng = np.random.default_rng(9)
true = rng.normal(size=(20, 2)) @ rng.normal(size=(2, 15)) + 3
known = [(u, f) for u in range(20) for f in range(15) if rng.random() < 0.7]

P = rng.normal(0, 0.3, (20, 2))
Q = rng.normal(0, 0.3, (15, 2))
mean = np.mean([true[k] for k in known])
for sweep in range(100):
    rng.shuffle(known)
    for u, f in known:
        e = true[u, f] - mean - P[u] @ Q[f]
        P[u], Q[f] = P[u] + 0.03 * (e * Q[f] - 0.01 * P[u]), Q[f] + 0.03 * (e * P[u] - 0.01 * Q[f])
    if sweep % 10 == 0:
        print(sweep, np.sqrt(np.mean([(true[k] - mean - P[k[0]] @ Q[k[1]]) ** 2 for k in known])))
