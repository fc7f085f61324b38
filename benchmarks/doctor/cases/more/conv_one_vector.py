import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.datasets import load_digits

np.random.seed(30)

shapes = [('kernel', (6, 3, 3)), ('kb', (6,)), ('W', (54, 10)), ('wb', (10,))]
sizes = [int(np.prod(s)) for _, s in shapes]
theta = np.zeros(sum(sizes))
slope = np.zeros_like(theta)


def views(vector):
    cuts = np.split(vector, np.cumsum(sizes)[:-1])
    return {name: cut.reshape(shape) for (name, shape), cut in zip(shapes, cuts)}


p, d = views(theta), views(slope)
p['kernel'][...] = np.random.randn(6, 3, 3) / 3
p['W'][...] = np.random.randn(54, 10) / np.sqrt(54)


def forward(images):
    win = sliding_window_view(images, (3, 3), axis=(1, 2))                    # n, 6, 6, 3, 3
    z = np.tensordot(win, p['kernel'], axes=([3, 4], [1, 2])) + p['kb']        # n, 6, 6, filters
    n = len(z)
    blocks = z.reshape(n, 3, 2, 3, 2, 6).transpose(0, 1, 3, 5, 2, 4).reshape(n, 3, 3, 6, 4)
    which = blocks.argmax(-1)
    top = np.take_along_axis(blocks, which[..., None], -1)[..., 0]
    a = np.maximum(top, 0)
    logits = a.reshape(n, 54) @ p['W'] + p['wb']
    return win, which, top, a, logits


def cost(images, labels):
    """fills slope, returns the cross-entropy"""
    win, which, top, a, logits = forward(images)
    n = len(images)
    m = logits.max(1, keepdims=True)
    log_norm = m + np.log(np.exp(logits - m).sum(1, keepdims=True))
    g = np.exp(logits - log_norm)
    g[np.arange(n), labels] -= 1
    g /= n
    d['W'][...] = a.reshape(n, 54).T @ g
    d['wb'][...] = g.sum(0)
    ga = (g @ p['W'].T).reshape(a.shape) * (top > 0)
    gb = np.zeros(a.shape + (4,))
    np.put_along_axis(gb, which[..., None], ga[..., None], -1)
    gz = gb.reshape(n, 3, 3, 6, 2, 2).transpose(0, 1, 4, 2, 5, 3).reshape(n, 6, 6, 6)
    d['kernel'][...] = np.tensordot(gz, win, axes=([0, 1, 2], [0, 1, 2]))
    d['kb'][...] = gz.sum((0, 1, 2))
    return np.mean(log_norm[:, 0] - logits[np.arange(n), labels])


digits = load_digits()
images = (digits.images - 8) / 8
train_x, train_y = images[:1000], digits.target[:1000]
test_x, test_y = images[1000:], digits.target[1000:]

velocity = np.zeros_like(theta)
for epoch in range(10):
    order = np.random.permutation(1000)
    losses = []
    for part in np.array_split(order, 40):
        theta += 0.9 * velocity                 # Nesterov: the slope is taken where the velocity leads to
        losses.append(cost(train_x[part], train_y[part]))
        theta -= 0.05 * slope
        velocity = 0.9 * velocity - 0.05 * slope
    if epoch % 3 == 0:
        print(epoch, np.mean(losses), np.mean(forward(test_x)[-1].argmax(1) == test_y))
print('test accuracy', np.mean(forward(test_x)[-1].argmax(1) == test_y))
