import numpy as np
from sklearn.datasets import make_moons

# the alarm log: two sensors, label = fault or not. The people who wrote the log were wrong about once in five
# (is that why I cannot get above 80 %? the net is the same that got 98 % on the clean log)
rng = np.random.default_rng(21)
X, clean = make_moons(900, noise=0.12, random_state=5)
X = (X - X.mean(0)) / X.std(0)
wrong = rng.random(len(clean)) < 0.2
t = np.where(wrong, 1 - clean, clean).astype(float)[:, None]

Xtr, ttr = X[:600], t[:600]
Xte, tte, clean_te = X[600:], t[600:], clean[600:]

H = 24
W1 = rng.normal(0, 1 / np.sqrt(2), (2, H));  b1 = np.zeros(H)
W2 = rng.normal(0, 1 / np.sqrt(H), (H, 1));  b2 = np.zeros(1)
lr = 0.3
beta = 0.9
vW1 = vb1 = vW2 = vb2 = 0

for ep in range(120):
    p = rng.permutation(600)
    tot = 0.0
    for s in range(0, 600, 50):
        x = Xtr[p[s:s+50]]; y = ttr[p[s:s+50]]
        h = np.tanh(x @ W1 + b1)
        z = h @ W2 + b2
        o = 1 / (1 + np.exp(-z))
        # softplus(z) - y z  is the cross-entropy without log(0)
        tot += np.sum(np.logaddexp(0, z) - y * z)
        dz = (o - y) / len(x)
        gW2 = h.T @ dz;  gb2 = dz.sum(0)
        dh = (dz @ W2.T) * (1 - h * h)
        gW1 = x.T @ dh;  gb1 = dh.sum(0)
        vW1 = beta * vW1 + (1 - beta) * gW1;  W1 = W1 - lr * vW1
        vb1 = beta * vb1 + (1 - beta) * gb1;  b1 = b1 - lr * vb1
        vW2 = beta * vW2 + (1 - beta) * gW2;  W2 = W2 - lr * vW2
        vb2 = beta * vb2 + (1 - beta) * gb2;  b2 = b2 - lr * vb2
    if ep % 10 == 9:
        guess = (np.tanh(Xte @ W1 + b1) @ W2 + b2) > 0
        print("epoch %3d  cost %.4f  accuracy against the log %.3f" % (ep + 1, tot / 600, np.mean(guess == tte)))

guess = (np.tanh(Xte @ W1 + b1) @ W2 + b2) > 0
print("against the log  ", np.mean(guess == tte))
print("against the truth", np.mean(guess[:, 0] == clean_te))
