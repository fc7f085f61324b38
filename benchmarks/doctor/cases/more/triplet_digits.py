# Triplet loss on the digits. What bothers me: later on more than half of the triplets in a batch have a loss of exactly 0
# and no gradient, and the three copies of the net add their gradients into one and the same dW without dividing by 3.
# The loss is still not 0 in the end. Is something switched off that should not be?
import numpy as np
from sklearn.datasets import load_digits

MARGIN = 0.5

digits = load_digits()
pixels, labels = digits.data / 16 - 0.3, digits.target
rng = np.random.RandomState(2)
perm = rng.permutation(len(labels))
train, test = perm[:1200], perm[1200:]
by_class = [train[labels[train] == c] for c in range(10)]


def create_net(n_in, n_hid, n_out):
    return [rng.randn(n_in, n_hid) * np.sqrt(2 / n_in), np.zeros(n_hid), rng.randn(n_hid, n_out) * np.sqrt(1 / n_hid),
            np.zeros(n_out)]


def embed(net, x):
    W1, b1, W2, b2 = net
    h = np.maximum(x.dot(W1) + b1, 0)
    raw = h.dot(W2) + b2
    length = np.sqrt((raw ** 2).sum(axis=1, keepdims=True) + 1e-8)
    return raw / length, (x, h, raw / length, length)


def embed_grad(net, memo, du):
    x, h, u, length = memo
    draw = (du - u * (du * u).sum(axis=1, keepdims=True)) / length
    dh = draw.dot(net[2].T)
    dh[h == 0] = 0
    return [x.T.dot(dh), dh.sum(axis=0), h.T.dot(draw), draw.sum(axis=0)]


def triplet_batch(size):
    a, p, n = [], [], []
    for _ in range(size):
        same, differs = rng.choice(10, 2, replace=False)
        i, j = rng.choice(by_class[same], 2, replace=False)
        a.append(i)
        p.append(j)
        n.append(rng.choice(by_class[differs]))
    return pixels[a], pixels[p], pixels[n]


def train_step(net, lr):
    (ua, ma), (up, mp), (un, mn) = [embed(net, x) for x in triplet_batch(64)]
    d_pos = ((ua - up) ** 2).sum(axis=1)
    d_neg = ((ua - un) ** 2).sum(axis=1)
    hinge = np.maximum(d_pos - d_neg + MARGIN, 0)
    on = (hinge > 0).astype(float)[:, None] / len(hinge)
    ga = embed_grad(net, ma, on * 2 * (un - up))
    gp = embed_grad(net, mp, on * 2 * (up - ua))
    gn = embed_grad(net, mn, on * 2 * (ua - un))
    for w, x, y, z in zip(net, ga, gp, gn):
        w -= lr * (x + y + z)
    return hinge.mean(), (hinge > 0).mean()


def neighbour_accuracy(net):
    known, asked = embed(net, pixels[train])[0], embed(net, pixels[test])[0]
    nearest = asked.dot(known.T).argmax(axis=1)
    return (labels[train][nearest] == labels[test]).mean()


net = create_net(64, 48, 8)
print("before training:", neighbour_accuracy(net))
for step in range(1, 601):
    loss, active = train_step(net, 0.3)
    if step % 100 == 0:
        print("step %d  loss %.4f  active triplets %.2f  nearest neighbour %.3f" % (step, loss, active, neighbour_accuracy(net)))
