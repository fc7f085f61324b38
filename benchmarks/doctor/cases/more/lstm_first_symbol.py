import numpy as np

hidden_size = 8
vocab_size = 4
z_size = hidden_size + vocab_size
T = 7


def sigmoid(x, derivative=False):
    x_safe = x + 1e-12
    f = 1 / (1 + np.exp(-x_safe))
    if derivative:
        return f * (1 - f)
    return f


def tanh(x, derivative=False):
    if derivative:
        return 1 - np.tanh(x) ** 2
    return np.tanh(x)


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def make(a, b):
    return np.random.randn(a, b) / np.sqrt(b)


W_f, W_i, W_g, W_o = make(hidden_size, z_size), make(hidden_size, z_size), make(hidden_size, z_size), make(hidden_size, z_size)
b_f, b_i, b_g, b_o = np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1))
W_v, b_v = make(2, hidden_size), np.zeros((2, 1))
params = [W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v]


def forward(inputs):
    h, C = np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1))
    cache = []
    for x in inputs:
        z = np.vstack((h, x))
        f_s, i_s, g_s, o_s = W_f @ z + b_f, W_i @ z + b_i, W_g @ z + b_g, W_o @ z + b_o
        f, i, g, o = sigmoid(f_s), sigmoid(i_s), tanh(g_s), sigmoid(o_s)
        C_prev = C
        C = f * C_prev + i * g
        h = o * tanh(C)
        cache.append((z, f_s, i_s, g_s, o_s, f, i, g, o, C_prev, C, h))
    return cache, softmax(W_v @ h + b_v)


def backward(cache, p, target):
    grads = [np.zeros_like(w) for w in params]
    dv = p.copy()
    dv[target] -= 1
    grads[4] += dv @ cache[-1][-1].T
    grads[9] += dv

    dh_next = W_v.T @ dv
    dC_next = np.zeros((hidden_size, 1))
    for z, f_s, i_s, g_s, o_s, f, i, g, o, C_prev, C, h in reversed(cache):
        dh = dh_next
        do = dh * tanh(C) * sigmoid(o_s, derivative=True)
        dC = dC_next + dh * o * tanh(C, derivative=True)
        dg = dC * i * tanh(g_s, derivative=True)
        di = dC * g * sigmoid(i_s, derivative=True)
        df = dC * C_prev * sigmoid(f_s, derivative=True)
        for k, d in enumerate([df, di, dg, do]):
            grads[k] += d @ z.T
            grads[5 + k] += d
        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next = np.zeros((hidden_size, 1))
        dC_next = np.zeros((hidden_size, 1))
    return grads


def sample():
    first = np.random.randint(2)
    seq = [first] + list(np.random.randint(2, 4, size=T - 1))
    return [np.eye(vocab_size)[s].reshape(-1, 1) for s in seq], first


smooth = 0.7
for step in range(1800):
    inputs, target = sample()
    cache, p = forward(inputs)
    smooth = 0.99 * smooth - 0.01 * np.log(p[target, 0])
    grads = backward(cache, p, target)
    for w, g in zip(params, grads):
        w -= 0.3 * g
    if step % 200 == 0:
        print('step', step, 'loss', smooth)

right = 0
for _ in range(200):
    inputs, target = sample()
    right += np.argmax(forward(inputs)[1]) == target
print('remembered the first symbol:', right / 200)
