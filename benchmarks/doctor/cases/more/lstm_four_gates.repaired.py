import numpy as np

np.random.seed(3)

# LSTM from scratch. Task: a bit comes at t=0, then noise, the net has to repeat the bit at the end
hidden_size = 10
input_size = 2          # [bit, is_it_the_first_step]
T = 8
z_size = hidden_size + input_size


def sigmoid(x, derivative=False):
    f = 1 / (1 + np.exp(-x))
    if derivative:
        return f * (1 - f)
    return f


def tanh(x, derivative=False):
    f = np.tanh(x)
    if derivative:
        return 1 - f ** 2
    return f


def init():
    # forget gate, input gate, candidate, output gate, and the layer on top
    P = {}
    for g in 'figo':
        P['W' + g] = np.random.randn(hidden_size, z_size) * np.sqrt(1.0 / z_size)
        P['b' + g] = np.zeros((hidden_size, 1))
    P['Wv'] = np.random.randn(1, hidden_size) * np.sqrt(1.0 / hidden_size)
    P['bv'] = np.zeros((1, 1))
    return P


def forward(xs, P):
    h, C = [np.zeros((hidden_size, 1))], [np.zeros((hidden_size, 1))]   # initial states go in first
    zs, fs, is_, gs, os_ = [], [], [], [], []
    for t in range(len(xs)):
        z = np.vstack((h[-1], xs[t]))
        f = sigmoid(np.dot(P['Wf'], z) + P['bf'])
        i = sigmoid(np.dot(P['Wi'], z) + P['bi'])
        g = tanh(np.dot(P['Wg'], z) + P['bg'])
        o = sigmoid(np.dot(P['Wo'], z) + P['bo'])
        C.append(f * C[-1] + i * g)
        h.append(o * tanh(C[-1]))
        zs.append(z); fs.append(f); is_.append(i); gs.append(g); os_.append(o)
    v = np.dot(P['Wv'], h[-1]) + P['bv']
    return zs, fs, is_, gs, os_, C, h, sigmoid(v)


def backward(cache, target, P):
    zs, fs, is_, gs, os_, C, h, out = cache
    d = {k: np.zeros_like(v) for k, v in P.items()}
    dv = out - target
    d['Wv'] += np.dot(dv, h[-1].T)
    d['bv'] += dv
    dh_next = np.dot(P['Wv'].T, dv)
    dC_next = np.zeros((hidden_size, 1))
    for t in reversed(range(T)):
        f, i, g, o = fs[t], is_[t], gs[t], os_[t]
        C_prev = C[t]
        dh = dh_next
        do = dh * tanh(C[t + 1]) * o * (1 - o)
        dC = dC_next + dh * o * (1 - tanh(C[t + 1]) ** 2)
        df = dC * C_prev * f * (1 - f)
        di = dC * g * i * (1 - i)
        dg = dC * i * (1 - g ** 2)
        for name, dgate in zip('figo', (df, di, dg, do)):
            d['W' + name] += np.dot(dgate, zs[t].T)
            d['b' + name] += dgate
        dz = sum(np.dot(P['W' + name].T, dgate) for name, dgate in zip('figo', (df, di, dg, do)))
        dh_next = dz[:hidden_size, :]
        dC_next = f * dC
    return d


def sample():
    bit = np.random.choice([-1.0, 1.0])
    xs = [np.array([[np.random.choice([-1.0, 1.0])], [0.0]]) for _ in range(T)]
    xs[0] = np.array([[bit], [1.0]])
    return xs, (bit + 1) / 2


P = init()
lr = 0.1
losses = []
for it in range(2501):
    xs, target = sample()
    cache = forward(xs, P)
    p = cache[-1][0, 0]
    losses.append(-target * np.log(p + 1e-12) - (1 - target) * np.log(1 - p + 1e-12))
    grads = backward(cache, target, P)
    for k in P:
        P[k] -= lr * np.clip(grads[k], -1, 1)
    if it % 500 == 0:
        print('iter', it, 'loss', np.mean(losses[-500:]))

hits = 0
for _ in range(300):
    xs, target = sample()
    hits += (forward(xs, P)[-1][0, 0] > 0.5) == (target == 1)
print('accuracy', hits / 300)
