# week 6: tiny character rnn, "hello world"-style text
import numpy as np

text = "the cat sat on the mat. the dog sat on the log. " * 4
chars = sorted(set(text))
ix = {c: i for i, c in enumerate(chars)}
V = len(chars)
H = 32
T = 12
lr = 0.1
np.random.seed(2)

Wxh = np.random.randn(H, V) * 0.1
Whh = np.random.randn(H, H) * 0.1
Why = np.random.randn(V, H) * 0.1
bh = np.zeros((H, 1))
by = np.zeros((V, 1))


def onehot(i):
    v = np.zeros((V, 1))
    v[i] = 1
    return v


def forward(inputs, h0):
    xs, hs, ps = {}, {-1: h0}, {}
    for t, i in enumerate(inputs):
        xs[t] = onehot(i)
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        o = Why @ hs[t] + by
        e = np.exp(o - o.max())
        ps[t] = e / e.sum()
    return xs, hs, ps


def loss_and_grads(inputs, targets, h0):
    xs, hs, ps = forward(inputs, h0)
    loss = -sum(np.log(ps[t][targets[t], 0]) for t in range(len(inputs)))
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros((H, 1))
    for t in reversed(range(len(inputs))):
        dy = ps[t].copy()
        dy[targets[t]] -= 1
        dWhy += dy @ hs[t].T
        dby += dy
        dh = Why.T @ dy + dhnext
        dz = dh * (1 - hs[t] ** 2)
        dWxh += dz @ xs[t].T
        dWhh += dz @ hs[t].T
        dbh += dz
        dhnext = Whh.T @ dh
    n = len(inputs)
    return loss / n, [g / n for g in (dWxh, dWhh, dWhy, dbh, dby)], hs[n - 1]


data = [ix[c] for c in text]
smooth = np.log(V)
for epoch in range(60):
    h = np.zeros((H, 1))
    for p in range(0, len(data) - T - 1, T):
        loss, grads, h = loss_and_grads(data[p:p + T], data[p + 1:p + T + 1], h)
        for param, g in zip((Wxh, Whh, Why, bh, by), grads):
            param -= lr * np.clip(g, -5, 5)
        smooth = 0.95 * smooth + 0.05 * loss
    if epoch % 10 == 0:
        print("epoch", epoch, "loss", round(smooth, 4))

# how many next characters are guessed
_, _, ps = forward(data[:-1], np.zeros((H, 1)))
hits = [int(np.argmax(ps[t]) == data[t + 1]) for t in range(len(data) - 1)]
print("guessed:", np.mean(hits))
print("loss:", smooth)
