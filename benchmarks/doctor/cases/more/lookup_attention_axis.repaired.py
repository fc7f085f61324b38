import numpy as np

np.random.seed(7)

# every place of a sequence has a key, a value and a question: which value belongs to the key I ask for?
T, KEYS, VALUES, D = 6, 6, 4, 16


def make_batch(n):
    keys = np.array([np.random.permutation(KEYS) for _ in range(n)])
    ask = np.random.randint(0, KEYS, (n, T))
    val = np.random.randint(0, VALUES, (n, T))
    x = np.concatenate([np.eye(KEYS)[keys], np.eye(KEYS)[ask], np.eye(VALUES)[val]], axis=2)
    where = np.argmax(keys[:, None, :] == ask[:, :, None], axis=2)
    return x, np.take_along_axis(val, where, axis=1)


def softmax(x, axis=1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


class SelfAttention:
    def __init__(self, d_in, d_model):
        self.W = {n: np.random.randn(d_in, d_model) * 0.3 for n in ('q', 'k', 'v')}
        self.d_model = d_model

    def forward(self, x):
        self.x = x
        self.Q, self.K, self.V = (x @ self.W[n] for n in ('q', 'k', 'v'))
        scores = self.Q @ self.K.transpose(0, 2, 1) / np.sqrt(self.d_model)
        self.weights = softmax(scores, axis=-1)
        return self.weights @ self.V

    def backward(self, dout):
        dweights = dout @ self.V.transpose(0, 2, 1)
        dV = self.weights.transpose(0, 2, 1) @ dout
        dscores = self.weights * (dweights - np.sum(dweights * self.weights, axis=-1, keepdims=True))
        dscores /= np.sqrt(self.d_model)
        dQ = dscores @ self.K
        dK = dscores.transpose(0, 2, 1) @ self.Q
        return {n: np.einsum('bti,btj->ij', self.x, d) for n, d in (('q', dQ), ('k', dK), ('v', dV))}


att = SelfAttention(2 * KEYS + VALUES, D)
head = np.random.randn(D, VALUES) * 0.3
bias = np.zeros(VALUES)
m, v = {}, {}


def adam(name, param, grad, t, lr=0.01):
    m[name] = 0.9 * m.get(name, 0) + 0.1 * grad
    v[name] = 0.999 * v.get(name, 0) + 0.001 * grad ** 2
    param -= lr * (m[name] / (1 - 0.9 ** t)) / (np.sqrt(v[name] / (1 - 0.999 ** t)) + 1e-8)


for t in range(1, 801):
    x, y = make_batch(32)
    out = att.forward(x)
    flat = out.reshape(-1, D)
    p = softmax(flat @ head + bias)
    rows = np.arange(len(p))
    loss = -np.log(p[rows, y.ravel()] + 1e-12).mean()
    d = p.copy()
    d[rows, y.ravel()] -= 1
    d /= len(p)
    dout = (d @ head.T).reshape(out.shape)
    g = att.backward(dout)
    adam('head', head, flat.T @ d, t)
    adam('bias', bias, d.sum(axis=0), t)
    for n in g:
        adam(n, att.W[n], g[n], t)
    if t % 100 == 0:
        print('step', t, 'loss', round(loss, 4))

xt, yt = make_batch(400)
pred = np.argmax(att.forward(xt) @ head + bias, axis=2)
print('accuracy', np.mean(pred == yt))
