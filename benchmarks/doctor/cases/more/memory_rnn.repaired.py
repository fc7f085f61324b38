"""
Minimal vanilla RNN: read 5 bits one after another, then say what the first one was.
"""
import numpy as np

hidden_size = 12
seq_length = 5
learning_rate = 0.05

Wxh = np.random.randn(hidden_size, 1) * 0.5
Whh = np.random.randn(hidden_size, hidden_size) * 0.3
Why = np.random.randn(1, hidden_size) * 0.3
bh = np.zeros((hidden_size, 1))
by = np.zeros((1, 1))


def lossFun(inputs, target):
    """ inputs is a list of numbers, target one bit, returns loss, prob and gradients """
    xs, hs = {}, {}
    hs[-1] = np.zeros((hidden_size, 1))
    for t in range(len(inputs)):
        xs[t] = np.array([[inputs[t]]])
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
    y = np.dot(Why, hs[len(inputs) - 1]) + by
    p = 1 / (1 + np.exp(-y))
    loss = -(target * np.log(p + 1e-12) + (1 - target) * np.log(1 - p + 1e-12))[0, 0]

    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh = np.zeros_like(bh)
    dy = p - target
    dWhy += np.dot(dy, hs[len(inputs) - 1].T)
    dby = dy.copy()
    dh = np.dot(Why.T, dy)
    for t in reversed(range(len(inputs))):
        dhraw = (1 - hs[t] * hs[t]) * dh
        dbh += dhraw
        dWxh += np.dot(dhraw, xs[t].T)
        dWhh += np.dot(dhraw, hs[t - 1].T)
        dh = np.dot(Whh.T, dhraw)
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -1, 1, out=dparam)
    return loss, p[0, 0], dWxh, dWhh, dWhy, dbh, dby


smooth_loss = -np.log(0.5)
hits = []
for n in range(3000):
    inputs = np.random.choice([-1.0, 1.0], seq_length)
    target = int(inputs[0] > 0)
    loss, prob, *grads = lossFun(inputs, target)
    hits.append((prob > 0.5) == target)
    smooth_loss = smooth_loss * 0.995 + loss * 0.005
    if n % 300 == 0:
        print('iter %d, loss: %f, hits: %.2f' % (n, smooth_loss, np.mean(hits[-200:])))
    for param, dparam in zip([Wxh, Whh, Why, bh, by], grads):
        param += -learning_rate * dparam
