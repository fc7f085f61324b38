import numpy as np

# many to one: how many ones in a sequence of 8 bits, hidden state in the style of min-char-rnn
T, H = 8, 12


def make_batch(n):
    bits = np.random.randint(0, 2, (n, T)).astype(float)
    return bits, bits.sum(axis=1) / T


Wxh = np.random.randn(H, 1) * 0.5
Whh = np.random.randn(H, H) * 0.3
Why = np.random.randn(1, H) * 0.3
bh = np.zeros((H, 1))
by = np.zeros((1, 1))


def lossFun(bits, target):
    hs = {-1: np.zeros((H, 1))}
    xs = {}
    for t in range(T):
        xs[t] = np.array([[bits[t]]])
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
    y = Why @ hs[T - 1] + by
    loss = 0.5 * float((y[0, 0] - target) ** 2)

    dWxh, dWhh, dbh = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(bh)
    dy = y - target
    dWhy = dy @ hs[T - 1].T
    dby = dy.copy()
    dh = Why.T @ dy
    for t in reversed(range(T)):
        dhraw = (1 - hs[t - 1] ** 2) * dh
        dbh += dhraw
        dWxh += dhraw @ xs[t].T
        dWhh += dhraw @ hs[t - 1].T
        dh = Whh.T @ dhraw
    return loss, dWxh, dWhh, dWhy, dbh, dby


bits, targets = make_batch(400)
test_bits, test_targets = make_batch(200)
lr = 0.1

for epoch in range(8):
    smooth = 0
    for i in np.random.permutation(len(bits)):
        loss, dWxh, dWhh, dWhy, dbh, dby = lossFun(bits[i], targets[i])
        for param, dparam in zip([Wxh, Whh, Why, bh, by], [dWxh, dWhh, dWhy, dbh, dby]):
            np.clip(dparam, -5, 5, out=dparam)
            param -= lr * dparam
        smooth += loss
    print('epoch', epoch, 'loss', smooth / len(bits))

print('test', np.mean([lossFun(b, t)[0] for b, t in zip(test_bits, test_targets)]))
