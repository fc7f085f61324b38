# vanilla RNN, many-to-one.  It has to say which sign the FIRST number of the sequence had,
# the rest of the sequence is only noise. A human finds this easy ...
# followed karpathy's min-char-rnn and changed it to one output

import numpy as np
# import matplotlib.pyplot as plt

T = 10           # length of a sequence
H = 8            # hidden size
lr = 0.05
n_train, n_val = 400, 200


def make_sequences(n):
    seqs = np.random.randn(n, T) * 0.8
    first = np.random.choice([-1.0, 1.0], size=n)
    seqs[:, 0] = first
    labels = (first > 0).astype(float)
    return seqs, labels


def sigm(v):
    return 1.0 / (1.0 + np.exp(-v))


class TinyRNN:
    def __init__(self):
        self.Wx = np.random.randn(H, 1) * 0.5
        self.Wh = np.random.randn(H, H) * 0.6 / np.sqrt(H)
        self.bh = np.zeros((H, 1))
        self.Wy = np.random.randn(1, H) / np.sqrt(H)
        self.by = np.zeros((1, 1))

    def forward(self, seq):
        hs = {}
        hs[-1] = np.zeros((H, 1))
        for t in range(T):
            x_t = seq[t].reshape(1, 1)
            hs[t] = np.tanh(np.dot(self.Wx, x_t) + np.dot(self.Wh, hs[t - 1]) + self.bh)
        p = sigm(np.dot(self.Wy, hs[T - 1]) + self.by)
        return p, hs

    def loss_and_grads(self, seq, label):
        p, hs = self.forward(seq)
        loss = -(label * np.log(p + 1e-12) + (1 - label) * np.log(1 - p + 1e-12))

        dWx, dWh, dbh = np.zeros_like(self.Wx), np.zeros_like(self.Wh), np.zeros_like(self.bh)
        dy = p - label
        dWy = np.dot(dy, hs[T - 1].T)
        dby = dy.copy()

        dhnext = np.zeros((H, 1))
        for t in reversed(range(T)):
            dh = np.dot(self.Wy.T, dy) if t == T - 1 else dhnext
            draw = (1 - hs[t] * hs[t]) * dh
            dbh += draw
            dWx += np.dot(draw, seq[t].reshape(1, 1))
            dWh += np.dot(draw, hs[t - 1].T)
            dh = np.dot(self.Wh.T, draw)
        for g in (dWx, dWh, dbh, dWy, dby):
            np.clip(g, -5, 5, out=g)
        return loss.item(), (dWx, dWh, dbh, dWy, dby)

    def step(self, grads):
        for par, g in zip((self.Wx, self.Wh, self.bh, self.Wy, self.by), grads):
            par -= lr * g

    def predict(self, seqs):
        res = []
        for s in seqs:
            p, _ = self.forward(s)
            res.append(1.0 if p[0, 0] >= 0.5 else 0.0)
        return np.array(res)


if __name__ == "__main__":
    train_s, train_l = make_sequences(n_train)
    val_s, val_l = make_sequences(n_val)

    rnn = TinyRNN()
    smooth = 0.693
    losses, accs = [], []
    for epoch in range(15):
        for i in np.random.permutation(n_train):
            l, grads = rnn.loss_and_grads(train_s[i], train_l[i])
            rnn.step(grads)
            smooth = 0.999 * smooth + 0.001 * l
        losses.append(smooth)
        accs.append(np.mean(rnn.predict(val_s) == val_l))
        print("epoch %2d  smooth loss %.4f  val acc %.3f" % (epoch, smooth, accs[-1]))

    # plt.plot(losses); plt.plot(accs); plt.show()
    guess = rnn.predict(val_s)
    print("guessed + and is +:", int(np.sum((guess == 1) & (val_l == 1))))
    print("guessed + and is -:", int(np.sum((guess == 1) & (val_l == 0))))
    print("guessed - and is +:", int(np.sum((guess == 0) & (val_l == 1))))
    print("guessed - and is -:", int(np.sum((guess == 0) & (val_l == 0))))
