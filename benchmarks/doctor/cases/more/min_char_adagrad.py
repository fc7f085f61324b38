import numpy as np

data = "hello world. " * 12
chars = sorted(set(data))
char_to_ix = {ch: i for i, ch in enumerate(chars)}
vocab_size = len(chars)
hidden_size, seq_length, learning_rate = 24, 13, 0.1

Wxh = np.random.randn(hidden_size, vocab_size) * 0.1
Whh = np.random.randn(hidden_size, hidden_size) * 0.1
Why = np.random.randn(vocab_size, hidden_size) * 0.1
bh = np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))


def lossFun(inputs, targets, hprev):
    xs, hs, ps = {}, {}, {}
    hs[-1] = np.copy(hprev)
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        y = Why @ hs[t] + by
        ps[t] = np.exp(y - y.max()) / np.sum(np.exp(y - y.max()))
        loss += -np.log(ps[t][targets[t], 0])
    grads = [np.zeros_like(w) for w in (Wxh, Whh, Why, bh, by)]
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        grads[2] += dy @ hs[t].T
        grads[4] += dy
        dhraw = (1 - hs[t] * hs[t]) * (Why.T @ dy + dhnext)
        grads[3] += dhraw
        grads[0] += dhraw @ xs[t].T
        grads[1] += dhraw @ hs[t - 1].T
        dhnext = Whh.T @ dhraw
    for g in grads:
        np.clip(g, -5, 5, out=g)
    return loss, grads, hs[len(inputs) - 1]


def guess_right():
    h, right = np.zeros((hidden_size, 1)), 0
    for a, b in zip(data[:-1], data[1:]):
        x = np.zeros((vocab_size, 1))
        x[char_to_ix[a]] = 1
        h = np.tanh(Wxh @ x + Whh @ h + bh)
        right += np.argmax(Why @ h + by) == char_to_ix[b]
    return right / (len(data) - 1)


mem = [np.zeros_like(w) for w in (Wxh, Whh, Why, bh, by)]
smooth_loss = -np.log(1.0 / vocab_size) * seq_length
p = 0
for n in range(601):
    if p + seq_length + 1 >= len(data) or n == 0:
        hprev = np.zeros((hidden_size, 1))
        p = 0
    inputs = [char_to_ix[ch] for ch in data[p:p + seq_length]]
    targets = [char_to_ix[ch] for ch in data[p + 1:p + seq_length + 1]]
    loss, grads, hprev = lossFun(inputs, targets, hprev)
    smooth_loss = smooth_loss * 0.98 + loss * 0.02
    for w, g, m in zip((Wxh, Whh, Why, bh, by), grads, mem):
        m += g * g
        w += -learning_rate * g / np.sqrt(m + 1e-8)
    if n % 60 == 0:
        print("iter %d, loss: %f" % (n, smooth_loss))
    p += seq_length

print("next letter right:", guess_right())
