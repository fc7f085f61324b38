import numpy as np


class DataReader:
    def __init__(self, text, seq_length):
        self.data = text
        self.chars = sorted(set(text))
        self.char_to_ix = {ch: i for i, ch in enumerate(self.chars)}
        self.ix_to_char = {i: ch for i, ch in enumerate(self.chars)}
        self.vocab_size = len(self.chars)
        self.pointer = 0
        self.seq_length = seq_length

    def next_batch(self):
        start, end = self.pointer, self.pointer + self.seq_length
        inputs = [self.char_to_ix[ch] for ch in self.data[start:end]]
        targets = [self.char_to_ix[ch] for ch in self.data[start + 1:end + 1]]
        self.pointer += self.seq_length
        if self.pointer + self.seq_length + 1 >= len(self.data):
            self.pointer = 0
        return inputs, targets

    def just_started(self):
        return self.pointer == 0


class RNN:
    def __init__(self, hidden_size, vocab_size, seq_length, learning_rate):
        self.hidden_size = hidden_size
        self.vocab_size = vocab_size
        self.seq_length = seq_length
        self.learning_rate = learning_rate
        self.U = np.random.uniform(-np.sqrt(1. / vocab_size), np.sqrt(1. / vocab_size), (hidden_size, vocab_size))
        self.V = np.random.uniform(-np.sqrt(1. / hidden_size), np.sqrt(1. / hidden_size), (vocab_size, hidden_size))
        self.W = np.random.uniform(-np.sqrt(1. / hidden_size), np.sqrt(1. / hidden_size), (hidden_size, hidden_size))
        self.b = np.zeros((hidden_size, 1))
        self.c = np.zeros((vocab_size, 1))
        self.mU = np.zeros_like(self.U)
        self.mV = np.zeros_like(self.V)
        self.mW = np.zeros_like(self.W)
        self.mb = np.zeros_like(self.b)
        self.mc = np.zeros_like(self.c)

    def softmax(self, x):
        p = np.exp(x - np.max(x))
        return p / np.sum(p)

    def forward(self, inputs, hprev):
        xs, hs, os, ycap = {}, {}, {}, {}
        hs[-1] = np.copy(hprev)
        for t in range(len(inputs)):
            xs[t] = np.zeros((self.vocab_size, 1))
            xs[t][inputs[t]] = 1
            hs[t] = np.tanh(np.dot(self.U, xs[t]) + np.dot(self.W, hs[t - 1]) + self.b)
            os[t] = np.dot(self.V, hs[t]) + self.c
            ycap[t] = self.softmax(os[t])
        return xs, hs, ycap

    def loss(self, ps, targets):
        return sum(-np.log(ps[t][targets[t], 0]) for t in range(len(targets)))

    def backward(self, xs, hs, ps, targets):
        dU, dW, dV = np.zeros_like(self.U), np.zeros_like(self.W), np.zeros_like(self.V)
        db, dc = np.zeros_like(self.b), np.zeros_like(self.c)
        dhnext = np.zeros_like(hs[0])
        for t in reversed(range(len(targets))):
            dy = np.copy(ps[t])
            dy[targets[t]] -= 1
            dV += np.dot(dy, hs[t].T)
            dc += dy
            dh = np.dot(self.V.T, dy) + dhnext
            dhrec = (1 - hs[t] * hs[t]) * dh
            db += dhrec
            dU += np.dot(dhrec, xs[t].T)
            dW += np.dot(dhrec, hs[t - 1].T)
            dhnext = np.dot(self.W.T, dhrec)
        for dparam in [dU, dW, dV, db, dc]:
            np.clip(dparam, -5, 5, out=dparam)
        return dU, dW, dV, db, dc

    def update_model(self, dU, dW, dV, db, dc):
        for param, dparam, mem in zip([self.U, self.W, self.V, self.b, self.c],
                                      [dU, dW, dV, db, dc],
                                      [self.mU, self.mW, self.mV, self.mb, self.mc]):
            mem += dparam * dparam
            param += -self.learning_rate * dparam / np.sqrt(mem + 1e-8)

    def sample(self, h, seed_ix, n):
        x = np.zeros((self.vocab_size, 1))
        x[seed_ix] = 1
        out = []
        for _ in range(n):
            h = np.tanh(np.dot(self.U, x) + np.dot(self.W, h) + self.b)
            p = self.softmax(np.dot(self.V, h) + self.c)
            ix = np.random.choice(self.vocab_size, p=p.ravel())
            x = np.zeros((self.vocab_size, 1))
            x[ix] = 1
            out.append(ix)
        return out

    def train(self, data_reader, iterations):
        smooth_loss = -np.log(1.0 / data_reader.vocab_size) * self.seq_length
        for it in range(iterations):
            if data_reader.just_started():
                hprev = np.zeros((self.hidden_size, 1))
            inputs, targets = data_reader.next_batch()
            xs, hs, ps = self.forward(inputs, hprev)
            grads = self.backward(xs, hs, ps, targets)
            loss = self.loss(ps, targets)
            self.update_model(*grads)
            smooth_loss = smooth_loss * 0.99 + loss * 0.01
            hprev = hs[self.seq_length - 1]
            if it % 50 == 0:
                s = "".join(data_reader.ix_to_char[i] for i in self.sample(hprev, inputs[0], 40))
                print("iter %d  loss %.3f  %r" % (it, smooth_loss, s))


def average_loss(rnn, reader):
    ix = [reader.char_to_ix[ch] for ch in reader.data]
    xs, hs, ps = rnn.forward(ix[:-1], np.zeros((rnn.hidden_size, 1)))
    return rnn.loss(ps, ix[1:]) / (len(ix) - 1)


words = "the rain in spain stays mainly in the plain and the train is late again why quiz fox jumps 7 2".split()
text = " ".join(words[np.random.randint(len(words))] for _ in range(400))
seq_length = 25
reader = DataReader(text, seq_length)
rnn = RNN(hidden_size=6, vocab_size=reader.vocab_size, seq_length=seq_length, learning_rate=0.03)
rnn.train(reader, 150)
print("nats per character:", average_loss(rnn, reader), "biases of the output:", rnn.c.ravel().round(2))
