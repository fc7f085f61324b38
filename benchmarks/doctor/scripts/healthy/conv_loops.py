"""Horizontal or vertical bar? One 3x3 filter bank by loops, ReLU, sum over positions, softmax. Pictures of 8x8."""
import numpy as np

rng = np.random.default_rng(3)


def picture(kind):
    img = rng.normal(0, 0.2, (8, 8))
    k = rng.integers(1, 7)
    if kind == 0:
        img[k, :] += 1
    else:
        img[:, k] += 1
    return img


labels = rng.integers(0, 2, 60)
images = [picture(k) for k in labels]

filters = rng.normal(0, 0.3, (4, 3, 3))
dense = rng.normal(0, 0.3, (4, 2))
bias = np.zeros(2)
lr = 0.02

for epoch in range(6):
    total, hits = 0, 0
    for img, label in zip(images, labels):
        maps = np.zeros((4, 6, 6))
        for f in range(4):
            for i in range(6):
                for j in range(6):
                    maps[f, i, j] = np.sum(img[i:i + 3, j:j + 3] * filters[f])
        relu = np.maximum(maps, 0)
        pooled = relu.mean(axis=(1, 2)) * 6
        z = pooled @ dense + bias
        p = np.exp(z - z.max())
        p /= p.sum()
        total -= np.log(p[label])
        hits += int(p.argmax() == label)

        dz = p.copy()
        dz[label] -= 1
        dpooled = dense @ dz
        dmaps = (maps > 0) * dpooled[:, None, None] * 6 / 36
        dfilters = np.zeros_like(filters)
        for f in range(4):
            for i in range(6):
                for j in range(6):
                    dfilters[f] += dmaps[f, i, j] * img[i:i + 3, j:j + 3]
        dense -= lr * np.outer(pooled, dz)
        bias -= lr * dz
        filters -= lr * dfilters
    print("epoch", epoch, "loss", total / len(images), "hits", hits)
