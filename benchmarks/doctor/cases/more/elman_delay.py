import numpy as np

hidden = 12
T = 12
Wxh = np.random.randn(hidden, 1) * 0.5
Whh = np.random.randn(hidden, hidden) * 0.5 / np.sqrt(hidden)
Why = np.random.randn(1, hidden) * 0.3
bh = np.zeros((hidden, 1))
by = np.zeros((1, 1))


def lossFun(inputs, targets):
    xs, hs, ys = {}, {}, {}
    hs[-1] = np.zeros((hidden, 1))
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.array([[inputs[t]]])
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
        ys[t] = np.dot(Why, hs[t]) + by
        loss += 0.5 * (ys[t][0, 0] - targets[t]) ** 2

    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = ys[t] - targets[t]
        dWhy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        dbh += dhraw
        dWxh += np.dot(dhraw, xs[t].T)
        dWhh += np.dot(hs[t - 1], dhraw.T)
        dhnext = np.dot(Whh.T, dhraw)
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    return loss / len(inputs), dWxh, dWhh, dWhy, dbh, dby


def sequence():
    x = np.random.choice([-1.0, 1.0], size=T)
    y = np.concatenate([np.zeros(3), x[:-3]])  # say again what was heard three steps ago
    return x, y


smooth_loss = 0.5
lr = 0.05
for n in range(3000):
    x, y = sequence()
    loss, dWxh, dWhh, dWhy, dbh, dby = lossFun(x, y)
    smooth_loss = smooth_loss * 0.99 + loss * 0.01
    for param, dparam in zip([Wxh, Whh, Why, bh, by], [dWxh, dWhh, dWhy, dbh, dby]):
        param -= lr * dparam
    if n % 300 == 0:
        print('iter %d, loss: %f' % (n, smooth_loss))
