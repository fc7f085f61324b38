import numpy as np

text = "the cat sat on the mat and the dog sat on the log while the rat ran off with the hat. "
data = text * 3
chars = sorted(set(data))
data_size, vocab_size = len(data), len(chars)
print('data has %d characters, %d unique.' % (data_size, vocab_size))
char_to_ix = {ch: i for i, ch in enumerate(chars)}
ix_to_char = {i: ch for i, ch in enumerate(chars)}

hidden_size = 40
seq_length = 16
learning_rate = 1e-1

P = dict(
    Wxh=np.random.randn(hidden_size, vocab_size) * 0.1,
    Whh=np.random.randn(hidden_size, hidden_size) * 0.15,
    Why=np.random.randn(vocab_size, hidden_size) * 0.1,
    bh=np.zeros((hidden_size, 1)),
    by=np.zeros((vocab_size, 1)),
)
mem = {k: np.zeros_like(v) for k, v in P.items()}


def one_hot(ix):
    v = np.zeros((vocab_size, 1))
    v[ix] = 1
    return v


def lossFun(inputs, targets, hprev):
    xs, hs, ps = {}, {-1: np.copy(hprev)}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = one_hot(inputs[t])
        hs[t] = np.tanh(P['Wxh'] @ xs[t] + P['Whh'] @ hs[t - 1] + P['bh'])
        y = P['Why'] @ hs[t] + P['by']
        e = np.exp(y - y.max())
        ps[t] = e / e.sum()
        loss += -np.log(ps[t][targets[t], 0])
    G = {k: np.zeros_like(v) for k, v in P.items()}
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        G['Why'] += dy @ hs[t].T
        G['by'] += dy
        dh = P['Why'].T @ dy + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        G['bh'] += dhraw
        G['Wxh'] += dhraw @ xs[t].T
        G['Whh'] += dhraw @ hs[t - 1].T
        dhnext = P['Whh'].T @ dhraw
    for k in G:
        np.clip(G[k], -5, 5, out=G[k])
    return loss, G, hs[len(inputs) - 1]


def sample(h, seed_ix, n):
    ixes = []
    x = one_hot(seed_ix)
    for t in range(n):
        h = np.tanh(P['Wxh'] @ x + P['Whh'] @ h + P['bh'])
        y = P['Why'] @ h + P['by']
        p = np.exp(y - y.max())
        p = p / p.sum()
        ix = np.random.choice(range(vocab_size), p=p.ravel())
        x = one_hot(ix)
        ixes.append(ix)
    return ''.join(ix_to_char[i] for i in ixes)


n, p = 0, 0
smooth_loss = np.log(vocab_size) * seq_length
while n < 1200:
    if p + seq_length + 1 >= len(data) or n == 0:
        hprev = np.zeros((hidden_size, 1))
        p = 0
    inputs = [char_to_ix[c] for c in data[p:p + seq_length]]
    targets = [char_to_ix[c] for c in data[p + 1:p + seq_length + 1]]
    loss, G, hprev = lossFun(inputs, targets, hprev)
    smooth_loss = smooth_loss * 0.98 + loss * 0.02
    if n % 200 == 0:
        print('iter %d, loss: %f' % (n, smooth_loss))
        print('----\n', sample(hprev, inputs[0], 60), '\n----')
    for k in P:
        mem[k] += G[k] * G[k]
        P[k] += -learning_rate * G[k] / np.sqrt(mem[k] + 1e-8)  # adagrad
    p += seq_length
    n += 1
