import numpy as np

rng = np.random.default_rng(12)
centres = np.array([[0, 0], [4, 1], [1, 5]])
points = np.concatenate([c + rng.normal(size=(50, 2)) for c in centres])

means = points[rng.choice(len(points), 3, replace=False)]
for round_ in range(30):
    distance = ((points[:, None, :] - means[None]) ** 2).sum(-1)
    nearest = distance.argmin(axis=1)
    new = np.array([points[nearest == k].mean(axis=0) for k in range(3)])
    moved = np.abs(new - means).max()
    means = new
    print(round_, "inertia", distance.min(axis=1).sum())
    if moved < 1e-9:
        break

print(means)
