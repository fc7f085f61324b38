"""
LSTM from scratch, following a notebook. A sequence is an opening bracket, some random letters, a dot and the
closing bracket, which must be of the same kind as the opening one. Every vector is a column.
"""
import numpy as np

np.random.seed(42)

tokens = ['(', ')', '[', ']', 'a', 'b', '.']
word_to_idx = {w: i for i, w in enumerate(tokens)}
vocab_size = len(tokens)
hidden_size = 12
z_size = hidden_size + vocab_size


def generate_dataset(num_sequences):
    samples = []
    for _ in range(num_sequences):
        kind = np.random.randint(2)
        letters = list(np.random.choice(['a', 'b'], np.random.randint(6, 15)))
        samples.append(['(['[kind]] + letters + ['.'] + [')]'[kind]])
    return samples


def one_hot(idx):
    v = np.zeros((vocab_size, 1))
    v[idx] = 1.0
    return v


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def dsigmoid(s):
    return s * (1 - s)


def dtanh(t):
    return 1 - t ** 2


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def init_lstm():
    s = 1.0 / np.sqrt(z_size)
    W_f = np.random.randn(hidden_size, z_size) * s
    W_i = np.random.randn(hidden_size, z_size) * s
    W_g = np.random.randn(hidden_size, z_size) * s
    W_o = np.random.randn(hidden_size, z_size) * s
    W_v = np.random.randn(vocab_size, hidden_size) / np.sqrt(hidden_size)
    b_f = np.ones((hidden_size, 1))
    b_i = np.zeros((hidden_size, 1))
    b_g = np.zeros((hidden_size, 1))
    b_o = np.zeros((hidden_size, 1))
    b_v = np.zeros((vocab_size, 1))
    return [W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v]


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, C_s, o_s, h_s, out_s = [], [], [], [], [], [], [], []
    C_s.append(C_prev)
    for x in inputs:
        z = np.vstack((h_prev, x))
        f = sigmoid(W_f @ z + b_f)
        i = sigmoid(W_i @ z + b_i)
        g = np.tanh(W_g @ z + b_g)
        o = sigmoid(W_o @ z + b_o)
        C_prev = f * C_prev + i * g
        h_prev = o * np.tanh(C_prev)
        out = softmax(W_v @ h_prev + b_v)
        for store, val in zip((z_s, f_s, i_s, g_s, C_s, o_s, h_s, out_s), (z, f, i, g, C_prev, o, h_prev, out)):
            store.append(val)
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, out_s


def backward(z, f, i, g, C, o, h, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d = [np.zeros_like(w) for w in p]
    dh_next = np.zeros((hidden_size, 1))
    dC_next = np.zeros((hidden_size, 1))
    loss = 0

    for t in reversed(range(len(outputs))):
        loss += -np.log(outputs[t][targets[t], 0] + 1e-12)

        dv = np.copy(outputs[t])
        dv[targets[t]] -= 1
        W_v_d += dv @ h[t].T
        b_v_d += dv

        dh = W_v.T @ dv
        dh += dh_next
        tanh_C = np.tanh(C[t + 1])
        do = dh * tanh_C
        do = dsigmoid(o[t]) * do
        W_o_d += do @ z[t].T
        b_o_d += do

        dC = np.copy(dC_next)
        dC += dh * o[t] * dtanh(tanh_C)
        dg = dC * i[t]
        dg = dtanh(g[t]) * dg
        W_g_d += dg @ z[t].T
        b_g_d += dg

        di = dC * g[t]
        di = dsigmoid(i[t]) * di
        W_i_d += di @ z[t].T
        b_i_d += di

        df = dC * C[t]
        df = dsigmoid(f[t]) * df
        W_f_d += df @ z[t].T
        b_f_d += df

        dz = W_f.T @ df + W_i.T @ di + W_g.T @ dg + W_o.T @ do
        dh_next = dz[:hidden_size, :]
        dC_next = f[t] * dC

    return loss, [W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d]


def run(sentence, p):
    idx = [word_to_idx[w] for w in sentence]
    inputs = [one_hot(j) for j in idx[:-1]]
    zero = np.zeros((hidden_size, 1))
    cache = forward(inputs, zero, zero, p)
    return cache, idx[1:]


def closing_accuracy(sentences, p):
    right = 0
    for s in sentences:
        cache, targets = run(s, p)
        right += int(np.argmax(cache[-1][-1]) == targets[-1])
    return right / len(sentences)


train_set = generate_dataset(80)
test_set = generate_dataset(60)
params = init_lstm()
lr = 0.1

for epoch in range(30):
    epoch_loss, count = 0.0, 0
    for sentence in train_set:
        cache, targets = run(sentence, params)
        loss, grads = backward(*cache, targets, params)
        total = np.sqrt(sum(np.sum(gr ** 2) for gr in grads))
        if total > 5.0:
            grads = [gr * 5.0 / total for gr in grads]
        for w, gr in zip(params, grads):
            w -= lr * gr
        epoch_loss += loss
        count += len(targets)
    if epoch % 5 == 0 or epoch == 29:
        print(f'Epoch {epoch:3d}  loss per token {epoch_loss / count:.4f}  closing bracket right {closing_accuracy(test_set, params):.3f}')
