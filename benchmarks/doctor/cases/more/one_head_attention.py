# Which of the words in the sentence does the last word ask for? One attention head, everything by hand.
# My worry: the weights sum to 1 along the last axis only and not down the columns, there is no bias in q, k and v, and
# the position table gets the same gradient for every sentence. Also the loss starts above log(8).
import numpy as np

np.random.seed(33)

KEYS, VALUES, PAIRS, DIM = 6, 8, 4, 24
LENGTH = PAIRS + 1
VOCAB = KEYS * VALUES + KEYS


def sample(n):
    """a token is a (key, value) pair; the last token is a bare key; the answer is the value that stands with it"""
    seq = np.zeros((n, LENGTH), dtype=int)
    ans = np.zeros(n, dtype=int)
    for i in range(n):
        ks = np.random.permutation(KEYS)[:PAIRS]
        vs = np.random.randint(VALUES, size=PAIRS)
        seq[i, :PAIRS] = ks * VALUES + vs
        pick = np.random.randint(PAIRS)
        seq[i, PAIRS] = KEYS * VALUES + ks[pick]
        ans[i] = vs[pick]
    return seq, ans


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


P = dict(
    tok=np.random.randn(VOCAB, DIM) * 0.5,
    pos=np.random.randn(LENGTH, DIM) * 0.1,
    q=np.random.randn(DIM, DIM) / np.sqrt(DIM),
    k=np.random.randn(DIM, DIM) / np.sqrt(DIM),
    v=np.random.randn(DIM, DIM) / np.sqrt(DIM),
    out=np.random.randn(DIM, VALUES) / np.sqrt(DIM),
    bias=np.zeros(VALUES),
)


def forward(seq):
    c = {'seq': seq, 'x': P['tok'][seq] + P['pos']}
    c['q'], c['k'], c['v'] = c['x'] @ P['q'], c['x'] @ P['k'], c['x'] @ P['v']
    c['a'] = softmax(c['q'] @ c['k'].transpose(0, 2, 1) / np.sqrt(DIM))
    c['y'] = c['a'] @ c['v'] + c['x']
    c['prob'] = softmax(c['y'][:, -1] @ P['out'] + P['bias'])
    return c


def backward(c, ans):
    n = len(ans)
    g = {}
    ds = c['prob'].copy()
    ds[np.arange(n), ans] -= 1
    ds /= n
    g['out'] = c['y'][:, -1].T @ ds
    g['bias'] = ds.sum(axis=0)
    dy = np.zeros_like(c['y'])
    dy[:, -1] = ds @ P['out'].T
    da = dy @ c['v'].transpose(0, 2, 1)
    dv = c['a'].transpose(0, 2, 1) @ dy
    dscore = c['a'] * (da - (da * c['a']).sum(axis=-1, keepdims=True)) / np.sqrt(DIM)
    dq = dscore @ c['k']
    dk = dscore.transpose(0, 2, 1) @ c['q']
    dx = dy + dq @ P['q'].T + dk @ P['k'].T + dv @ P['v'].T
    for name, d in (('q', dq), ('k', dk), ('v', dv)):
        g[name] = np.tensordot(c['x'], d, axes=([0, 1], [0, 1]))
    g['pos'] = dx.sum(axis=0)
    g['tok'] = np.zeros_like(P['tok'])
    np.add.at(g['tok'], c['seq'], dx)
    return g


mean = {name: 0.0 for name in P}
var = {name: 0.0 for name in P}
for t in range(1, 1001):
    seq, ans = sample(48)
    c = forward(seq)
    g = backward(c, ans)
    for name in P:
        mean[name] = 0.9 * mean[name] + 0.1 * g[name]
        var[name] = 0.99 * var[name] + 0.01 * g[name] ** 2
        P[name] = P[name] - 0.004 * (mean[name] / (1 - 0.9 ** t)) / (np.sqrt(var[name] / (1 - 0.99 ** t)) + 1e-8)
    if t % 100 == 0 or t == 1:
        loss = -np.mean(np.log(c['prob'][np.arange(len(ans)), ans] + 1e-12))
        print(t, 'loss', round(loss, 4), 'accuracy', np.mean(c['prob'].argmax(axis=1) == ans))

seq, ans = sample(500)
hits = np.mean(forward(seq)['prob'].argmax(axis=1) == ans)
print('fresh sentences:', hits)
