import numpy as np


def init(n_in, n_ctx, n_out, gen):
    return dict(
        U=gen.normal(0, 0.5, (n_ctx, n_in)),
        V=gen.normal(0, 0.9 / np.sqrt(n_ctx), (n_ctx, n_ctx)),
        c=np.zeros(n_ctx),
        O=gen.normal(0, 1 / np.sqrt(n_ctx), (n_out, n_ctx)),
        d=np.zeros(n_out),
    )


def sequences(gen, count, length, lag):
    """output at t is the bit seen lag steps ago XOR the one before it"""
    for _ in range(count):
        bits = gen.integers(0, 2, length)
        want = np.zeros(length)
        for t in range(lag + 1, length):
            want[t] = bits[t - lag] ^ bits[t - lag - 1]
        yield 2.0 * bits[:, None] - 1.0, want


def read(net, seq):
    context = np.zeros(len(net['c']))
    states, outs = [context], []
    for x in seq:
        context = np.tanh(net['U'] @ x + net['V'] @ context + net['c'])
        states.append(context)
        outs.append(1 / (1 + np.exp(-(net['O'] @ context + net['d'])))[0])
    return states, outs


def learn(net, seq, want, skip, rate):
    states, outs = read(net, seq)
    grad = {name: np.zeros_like(value) for name, value in net.items()}
    carry = np.zeros(len(net['c']))
    loss = 0.0
    n = len(seq) - skip
    for t in reversed(range(len(seq))):
        now = states[t + 1]
        if t >= skip:
            p = outs[t]
            loss -= want[t] * np.log(p + 1e-12) + (1 - want[t]) * np.log(1 - p + 1e-12)
            e = np.array([(p - want[t]) / n])
            grad['O'] += np.outer(e, now)
            grad['d'] += e
            carry = carry + net['O'].T @ e
        raw = carry * (1 - now ** 2)
        grad['U'] += np.outer(raw, seq[t])
        grad['V'] += np.outer(raw, states[t])
        grad['c'] += raw
        carry = net['V'].T @ raw
    norm = np.sqrt(sum((g ** 2).sum() for g in grad.values()))
    for name in net:
        net[name] -= rate * grad[name] * min(1.0, 3.0 / (norm + 1e-12))
    return loss / n


gen = np.random.default_rng(4)
lag = 2
net = init(1, 16, 1, gen)
history = []
for k, (seq, want) in enumerate(sequences(gen, 4000, 20, lag)):
    history.append(learn(net, seq, want, lag + 1, 0.3))
    if (k + 1) % 500 == 0:
        print('sequence', k + 1, 'loss', np.mean(history[-200:]).round(4))

right = total = 0
for seq, want in sequences(gen, 200, 20, lag):
    outs = np.array(read(net, seq)[1])
    right += np.sum((outs[lag + 1:] > 0.5) == (want[lag + 1:] > 0.5))
    total += len(seq) - lag - 1
print('bits right', right / total)
