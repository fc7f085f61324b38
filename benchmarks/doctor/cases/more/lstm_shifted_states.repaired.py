import numpy as np

np.random.seed(11)

hidden_size = 20
vocab = ["a", "b", "c", "EOS"]
vocab_size = len(vocab)
word_to_idx = {w: i for i, w in enumerate(vocab)}
z_size = hidden_size + vocab_size


def generate_dataset(num_sequences=40):
    """n times a, m times b, n + m times c, EOS"""
    samples = []
    for _ in range(num_sequences):
        n, m = np.random.randint(2, 10), np.random.randint(2, 10)
        samples.append(["a"] * n + ["b"] * m + ["c"] * (n + m) + ["EOS"])
    return samples


def one_hot_encode_sequence(sequence):
    encoding = np.zeros((len(sequence), vocab_size, 1))
    for t, w in enumerate(sequence):
        encoding[t, word_to_idx[w], 0] = 1
    return encoding


def sigmoid(x, derivative=False):
    f = 1 / (1 + np.exp(-x))
    return f * (1 - f) if derivative else f


def tanh(x, derivative=False):
    f = np.tanh(x)
    return 1 - f ** 2 if derivative else f


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def init_lstm():
    W_f, W_i, W_g, W_o = [np.random.randn(hidden_size, z_size) / np.sqrt(z_size) for _ in range(4)]
    b_f, b_i, b_g, b_o = [np.zeros((hidden_size, 1)) for _ in range(4)]
    W_v = np.random.randn(vocab_size, hidden_size) / np.sqrt(hidden_size)
    b_v = np.zeros((vocab_size, 1))
    return [W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v]


def forward(inputs, h_prev, C_prev, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s = [], [], [], [], [], [], [], [], []
    # the states we come in with
    h_s.append(h_prev)
    C_s.append(C_prev)
    for x in inputs:
        z = np.vstack((h_prev, x))
        z_s.append(z)
        f = sigmoid(np.dot(W_f, z) + b_f)
        f_s.append(f)
        i = sigmoid(np.dot(W_i, z) + b_i)
        i_s.append(i)
        g = tanh(np.dot(W_g, z) + b_g)
        g_s.append(g)
        C_prev = f * C_prev + i * g
        C_s.append(C_prev)
        o = sigmoid(np.dot(W_o, z) + b_o)
        o_s.append(o)
        h_prev = o * tanh(C_prev)
        h_s.append(h_prev)
        v = np.dot(W_v, h_prev) + b_v
        v_s.append(v)
        output_s.append(softmax(v))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, v_s, output_s


def backward(z, f, i, g, C, o, h, v, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d = [np.zeros_like(q) for q in p]
    dh_next = np.zeros_like(h[0])
    dC_next = np.zeros_like(C[0])
    loss = 0

    for t in reversed(range(len(outputs))):
        loss += -np.sum(np.log(outputs[t] + 1e-12) * targets[t])
        C_prev = C[t]

        # output
        dv = np.copy(outputs[t])
        dv[np.argmax(targets[t])] -= 1
        W_v_d += np.dot(dv, h[t + 1].T)
        b_v_d += dv

        # hidden state and output gate
        dh = np.dot(W_v.T, dv)
        dh += dh_next
        do = dh * tanh(C[t + 1])
        do = o[t] * (1 - o[t]) * do
        W_o_d += np.dot(do, z[t].T)
        b_o_d += do

        # cell state and candidate
        dC = np.copy(dC_next)
        dC += dh * o[t] * tanh(C[t + 1], derivative=True)
        dg = dC * i[t]
        dg = (1 - g[t] ** 2) * dg
        W_g_d += np.dot(dg, z[t].T)
        b_g_d += dg

        # input gate
        di = dC * g[t]
        di = i[t] * (1 - i[t]) * di
        W_i_d += np.dot(di, z[t].T)
        b_i_d += di

        # forget gate
        df = dC * C_prev
        df = f[t] * (1 - f[t]) * df
        W_f_d += np.dot(df, z[t].T)
        b_f_d += df

        dz = np.dot(W_f.T, df) + np.dot(W_i.T, di) + np.dot(W_g.T, dg) + np.dot(W_o.T, do)
        dh_next = dz[:hidden_size, :]
        dC_next = f[t] * dC

    grads = [W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d]
    norm = np.sqrt(sum(np.sum(np.power(grad, 2)) for grad in grads))
    clip_coef = 1.0 / (norm + 1e-6)
    if clip_coef < 1:
        for grad in grads:
            grad *= clip_coef
    return loss, grads


training_set = generate_dataset()
params = init_lstm()
lr = 0.1
for epoch in range(25):
    epoch_loss, steps = 0, 0
    for sequence in training_set:
        inputs = one_hot_encode_sequence(sequence[:-1])
        targets = one_hot_encode_sequence(sequence[1:])
        h0 = np.zeros((hidden_size, 1))
        c0 = np.zeros((hidden_size, 1))
        loss, grads = backward(*forward(inputs, h0, c0, params), targets, params)
        for param, grad in zip(params, grads):
            param -= lr * grad
        epoch_loss += loss
        steps += len(targets)
    if epoch % 3 == 0:
        print("Epoch", epoch, "training loss", epoch_loss / steps)


def next_symbols(sequence):
    inputs = one_hot_encode_sequence(sequence[:-1])
    outputs = forward(inputs, np.zeros((hidden_size, 1)), np.zeros((hidden_size, 1)), params)[-1]
    return np.array(outputs)[:, :, 0]


def nll(sequences):
    logs = [np.log(p[word_to_idx[w]] + 1e-12) for s in sequences for p, w in zip(next_symbols(s), s[1:])]
    return -np.mean(logs)


print("test", nll(generate_dataset(30)))
