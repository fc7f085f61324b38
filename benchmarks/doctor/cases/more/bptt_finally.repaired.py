import numpy as np

np.random.seed(0)
text = "the cat sat on the mat and the rat ran at the cat " * 4
chars = sorted(set(text))
idx = {c: i for i, c in enumerate(chars)}
data = [idx[c] for c in text]

T = 10
X_S = len(chars)
H_S = 24
Y_S = len(chars)

Wxh = np.random.randn(H_S, X_S) * 0.1
Whh = np.random.randn(H_S, H_S) * 0.1
Why = np.random.randn(Y_S, H_S) * 0.1
bh = np.zeros(H_S)
by = np.zeros(Y_S)
rate = 0.05


def rnn_forward_and_backward(inputs, targets, h0):
    x = np.zeros((T, X_S))
    h = np.zeros((T + 1, H_S))
    y = np.zeros((T, Y_S))
    softsum = np.zeros(T)
    h[0] = h0
    # forward
    for t in range(T):
        x[t, inputs[t]] = 1.0
        h[t + 1] = np.tanh(Wxh @ x[t] + Whh @ h[t] + bh)
        ssum = 0.0
        for i in range(Y_S):
            s = by[i] + Why[i] @ h[t + 1]
            y[t, i] = np.exp(s)
            ssum += y[t, i]
        softsum[t] = 0
        if ssum > 0.0:
            softsum[t] = 1.0 / ssum
            y[t] *= softsum[t]

    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dh_next = np.zeros(H_S)
    for t in reversed(range(T)):
        dy = y[t].copy()
        dy[targets[t]] -= 1.0
        dWhy += np.outer(dy, h[t + 1])
        dby += dy
        dh = Why.T @ dy + dh_next
        dh_raw = (1 - h[t + 1] ** 2) * dh
        dbh += dh_raw
        dWxh += np.outer(dh_raw, x[t])
        dWhh += np.outer(dh_raw, h[t])
        dh_next = Whh.T @ dh_raw
    for d in (dWxh, dWhh, dWhy, dbh, dby):
        np.clip(d, -5, 5, out=d)
    return y, h[T], (dWxh, dWhh, dWhy, dbh, dby)


for epoch in range(60):
    h0 = np.zeros(H_S)
    hits = 0
    seen = 0
    for p in range(0, len(data) - T - 1, T):
        inp = data[p:p + T]
        tgt = data[p + 1:p + T + 1]
        y, h0, grads = rnn_forward_and_backward(inp, tgt, h0)
        hits += np.sum(np.argmax(y, axis=1) == tgt)
        seen += T
        for w, d in zip((Wxh, Whh, Why, bh, by), grads):
            w -= rate * d
    if epoch % 10 == 9:
        print("epoch", epoch + 1, "next letter guessed", hits / seen)
