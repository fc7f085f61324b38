import numpy as np

# Vanilla RNN: reads a string of bits, says at each step whether the number of ones among the last three bits is >= 2
np.random.seed(21)

T = 12            # length of a sequence
hidden_size = 12
learning_rate = 0.05

Wxh = np.random.randn(hidden_size, 1) * 0.5
Whh = np.random.randn(hidden_size, hidden_size) * 0.3
Why = np.random.randn(1, hidden_size) * 0.3
bh = np.zeros((hidden_size, 1))
by = np.zeros((1, 1))


def make_sequence():
    bits = np.random.randint(0, 2, T)
    target = np.zeros(T)
    for t in range(T):
        target[t] = 1 if bits[max(0, t - 2):t + 1].sum() >= 2 else 0
    return bits, target


def forward(bits):
    hs = {-1: np.zeros((hidden_size, 1))}
    ps = {}
    for t in range(len(bits)):
        x = np.array([[bits[t]]])
        hs[t] = np.tanh(np.dot(Wxh, x) + np.dot(Whh, hs[t - 1]) + bh)
        y = np.dot(Why, hs[t]) + by
        ps[t] = 1 / (1 + np.exp(-y))
    return hs, ps


dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
dbh, dby = np.zeros_like(bh), np.zeros_like(by)


def lossFun(bits, target):
    global dWxh, dWhh, dWhy, dbh, dby
    hs, ps = forward(bits)
    loss = 0
    for t in range(len(bits)):
        p = ps[t].item()
        loss += -target[t] * np.log(p + 1e-12) - (1 - target[t]) * np.log(1 - p + 1e-12)

    # backward pass: compute gradients going backwards
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(bits))):
        dy = ps[t] - target[t]
        dWhy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        dbh += dhraw
        dWxh += dhraw * bits[t]
        dWhh += np.dot(dhraw, hs[t - 1].T)
        dhnext = np.dot(Whh.T, dhraw)
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    return loss / len(bits)


smooth_loss = np.log(2)
for n in range(2500):
    bits, target = make_sequence()
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    loss = lossFun(bits, target)
    smooth_loss = smooth_loss * 0.99 + loss * 0.01
    for param, dparam in zip([Wxh, Whh, Why, bh, by], [dWxh, dWhh, dWhy, dbh, dby]):
        param -= learning_rate * dparam
    if n % 250 == 0:
        print('iter %d, loss: %f' % (n, smooth_loss))

right = 0
for k in range(100):
    bits, target = make_sequence()
    hs, ps = forward(bits)
    right += sum((ps[t].item() > 0.5) == (target[t] == 1) for t in range(T))
print('right:', right / (100 * T))
