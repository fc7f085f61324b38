# vanilla RNN that reads a short word and predicts its language, one word at a time
import numpy as np

np.random.seed(7)
english = ["window", "green", "bottle", "summer", "garden", "yellow", "winter", "butter", "little", "letter"]
finnish = ["ikkuna", "vihrea", "pullo", "kesalla", "puutarha", "keltainen", "talvella", "voita", "pieni", "kirje"]
data = [(w, 0) for w in english] + [(w, 1) for w in finnish]
letters = sorted(set("".join(w for w, _ in data)))
char_to_ix = {ch: i for i, ch in enumerate(letters)}
vocab_size = len(letters)
hidden_size = 24
learning_rate = 0.05

Wxh = np.random.randn(hidden_size, vocab_size) * 0.1
Whh = np.random.randn(hidden_size, hidden_size) * 0.1
Why = np.random.randn(2, hidden_size) * 0.1
bh = np.zeros((hidden_size, 1))
by = np.zeros((2, 1))


def lossFun(word, target):
    xs, hs = {}, {}
    hs[-1] = np.zeros((hidden_size, 1))
    for t, ch in enumerate(word):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][char_to_ix[ch]] = 1
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
    y = np.dot(Why, hs[len(word) - 1]) + by
    p = np.exp(y) / np.sum(np.exp(y))
    loss = -np.log(p[target, 0])

    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dy = np.copy(p)
    dy[target] -= 1
    dWhy += np.dot(dy, hs[len(word) - 1].T)
    dby += dy
    dh = np.dot(Why.T, dy)
    for t in reversed(range(len(word))):
        dhraw = (1 - hs[t] * hs[t]) * dh
        dbh += dhraw
        dWxh += np.dot(dhraw, xs[t].T)
        dWhh += np.dot(dhraw, hs[t - 1].T)
        dh = np.dot(Whh.T, dhraw)
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    return loss, dWxh, dWhh, dWhy, dbh, dby, int(np.argmax(p))


for epoch in range(60):
    np.random.shuffle(data)
    total, right = 0, 0
    for word, target in data:
        loss, dWxh, dWhh, dWhy, dbh, dby, guess = lossFun(word, target)
        total += loss
        right += guess == target
        for param, dparam in zip([Wxh, Whh, Why, bh, by], [dWxh, dWhh, dWhy, dbh, dby]):
            param += -learning_rate * dparam
    if epoch % 10 == 0:
        print("epoch %d loss %.3f right %d of %d" % (epoch, total / len(data), right, len(data)))
