import numpy as np

np.random.seed(1)

# task: remember the first symbol of the sequence and say it at the end
SEQ_LEN = 12
VOCAB = 4
HIDDEN = 24


def make_batch(n):
    seq = np.random.randint(0, VOCAB, (n, SEQ_LEN))
    target = seq[:, 0].copy()
    return np.eye(VOCAB)[seq], target


class RNN:
    def __init__(self, vocab, hidden, lr=0.01):
        self.Wxh = np.random.randn(vocab, hidden) * 0.3
        self.Whh = np.random.randn(hidden, hidden) / np.sqrt(hidden)
        self.bh = np.zeros((1, hidden))
        self.Why = np.random.randn(hidden, vocab) * 0.3
        self.by = np.zeros((1, vocab))
        self.lr = lr
        self.mem = [np.zeros_like(p) for p in self.params()]

    def params(self):
        return [self.Wxh, self.Whh, self.bh, self.Why, self.by]

    def forward(self, x):
        n, T, _ = x.shape
        self.x = x
        self.h = {-1: np.zeros((n, self.Whh.shape[0]))}
        for t in range(T):
            self.h[t] = np.tanh(x[:, t] @ self.Wxh + self.h[t - 1] @ self.Whh + self.bh)
        logits = self.h[T - 1] @ self.Why + self.by
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return self.p

    def backward(self, y):
        n, T, _ = self.x.shape
        dlogits = self.p.copy()
        dlogits[np.arange(n), y] -= 1
        dlogits /= n
        dWhy = self.h[T - 1].T @ dlogits
        dby = dlogits.sum(axis=0, keepdims=True)
        dWxh = np.zeros_like(self.Wxh)
        dWhh = np.zeros_like(self.Whh)
        dbh = np.zeros_like(self.bh)

        dh = dlogits @ self.Why.T
        for t in reversed(range(T)):
            draw = (1 - self.h[t] ** 2) * dh
            dbh += draw.sum(axis=0, keepdims=True)
            dWxh += self.x[:, t].T @ draw
            dWhh += self.h[t - 1].T @ draw
            dh = draw @ self.Whh.T
        grads = [dWxh, dWhh, dbh, dWhy, dby]
        for g in grads:
            np.clip(g, -5, 5, out=g)
        return grads

    def step(self, grads):
        # adagrad like in min-char-rnn
        for p, g, m in zip(self.params(), grads, self.mem):
            m += g * g
            p -= self.lr * g / np.sqrt(m + 1e-8)


net = RNN(VOCAB, HIDDEN, lr=0.05)
smooth = np.log(VOCAB)
for it in range(501):
    x, y = make_batch(32)
    p = net.forward(x)
    loss = -np.log(p[np.arange(len(y)), y] + 1e-12).mean()
    smooth = 0.98 * smooth + 0.02 * loss
    net.step(net.backward(y))
    if it % 100 == 0:
        print("iter", it, "smooth loss", round(smooth, 4))

x, y = make_batch(500)
print("accuracy on new sequences", (net.forward(x).argmax(axis=1) == y).mean())
