import numpy as np

tokens = ['a', 'b', 'EOS']
token_to_idx = {t: i for i, t in enumerate(tokens)}
vocab_size = len(tokens)
hidden_size = 8
z_size = hidden_size + vocab_size


def generate_dataset(num_sequences):
    samples = []
    for _ in range(num_sequences):
        n = np.random.randint(1, 13)
        samples.append(['a'] * n + ['b'] * n + ['EOS'])
    return samples


def one_hot(sequence):
    return [np.eye(vocab_size)[token_to_idx[t]].reshape(-1, 1) for t in sequence]


def sigmoid(x, derivative=False):
    # with derivative=True x is the output of the sigmoid
    if derivative:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


def tanh(x, derivative=False):
    # with derivative=True x is the output of the tanh
    if derivative:
        return 1 - x ** 2
    return np.tanh(x)


def softmax(x):
    f = np.exp(x - np.max(x))
    return f / np.sum(f)


def init_lstm():
    r = lambda n: np.random.randn(n, z_size) / np.sqrt(z_size)
    W_v = np.random.randn(vocab_size, hidden_size) / np.sqrt(hidden_size)
    b = lambda n: np.zeros((n, 1))
    return [r(hidden_size), r(hidden_size), r(hidden_size), r(hidden_size), W_v,
            b(hidden_size), b(hidden_size), b(hidden_size), b(hidden_size), b(vocab_size)]


def forward(inputs, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    h_s = [np.zeros((hidden_size, 1))]
    C_s = [np.zeros((hidden_size, 1))]
    z_s, f_s, i_s, g_s, o_s, output_s = [], [], [], [], [], []
    for x in inputs:
        z = np.vstack((h_s[-1], x))
        z_s.append(z)
        f_s.append(sigmoid(np.dot(W_f, z) + b_f))
        i_s.append(sigmoid(np.dot(W_i, z) + b_i))
        g_s.append(tanh(np.dot(W_g, z) + b_g))
        o_s.append(sigmoid(np.dot(W_o, z) + b_o))
        C_s.append(f_s[-1] * C_s[-1] + i_s[-1] * g_s[-1])
        h_s.append(o_s[-1] * tanh(C_s[-1]))
        output_s.append(softmax(np.dot(W_v, h_s[-1]) + b_v))
    return z_s, f_s, i_s, g_s, C_s, o_s, h_s, output_s


def backward(z, f, i, g, C, o, h, outputs, targets, p):
    W_f, W_i, W_g, W_o, W_v, b_f, b_i, b_g, b_o, b_v = p
    W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d = [np.zeros_like(q) for q in p]

    dh_next = np.zeros((hidden_size, 1))
    dC_next = np.zeros((hidden_size, 1))
    loss = 0

    for t in reversed(range(len(outputs))):
        loss += -np.sum(np.log(outputs[t] + 1e-12) * targets[t])
        C_prev = C[t]

        # derivative of the hidden-to-output relation
        dv = outputs[t] - targets[t]
        W_v_d += np.dot(dv, h[t + 1].T)
        b_v_d += dv

        # derivative of the hidden state
        dh = np.dot(W_v.T, dv)
        dh += dh_next

        # derivative of the output gate
        tC = tanh(C[t + 1])
        do = dh * tC
        do = sigmoid(o[t], derivative=True) * do
        W_o_d += np.dot(do, z[t].T)
        b_o_d += do

        # derivative of the cell state and the candidate
        dC = dC_next + dh * o[t] * tanh(tC, derivative=True)
        dg = dC * i[t]
        dg = tanh(g[t], derivative=True) * dg
        W_g_d += np.dot(dg, z[t].T)
        b_g_d += dg

        # derivative of the input gate
        di = dC * g[t]
        di = sigmoid(i[t], derivative=True) * di
        W_i_d += np.dot(di, z[t].T)
        b_i_d += di

        # derivative of the forget gate
        df = dC * C_prev
        df = sigmoid(f[t], derivative=True) * df
        W_f_d += np.dot(df, z[t].T)
        b_f_d += df

        # derivative of the input and of the previous states
        dz = np.dot(W_f.T, df) + np.dot(W_i.T, di) + np.dot(W_g.T, dg) + np.dot(W_o.T, do)
        dh_prev = dz[:hidden_size, :]
        dC_prev = f[t] * dC
        dh_next, dC_next = dh_prev, dC_prev

    grads = [W_f_d, W_i_d, W_g_d, W_o_d, W_v_d, b_f_d, b_i_d, b_g_d, b_o_d, b_v_d]
    norm = np.sqrt(sum(np.sum(q ** 2) for q in grads))
    if norm > 1.0:
        grads = [q / norm for q in grads]
    return loss, grads


training_set = generate_dataset(100)
validation_set = generate_dataset(30)
params = init_lstm()


def validation_loss(p):
    total, count = 0, 0
    for sentence in validation_set:
        x = one_hot(sentence)
        outputs = forward(x[:-1], p)[-1]
        total += sum(-np.sum(np.log(o + 1e-12) * t) for o, t in zip(outputs, x[1:]))
        count += len(outputs)
    return total / count


def sentences_right(p):
    # from the first b on everything has to be foretold
    right = 0
    for sentence in validation_set:
        x = one_hot(sentence)
        outputs = forward(x[:-1], p)[-1]
        n = len(sentence) // 2
        right += all(np.argmax(o) == np.argmax(t) for o, t in zip(outputs[n:], x[n + 1:]))
    return right / len(validation_set)


for epoch in range(30):
    for sentence in training_set:
        x = one_hot(sentence)
        inputs, targets = x[:-1], x[1:]
        z, f, i, g, C, o, h, outputs = forward(inputs, params)
        loss, grads = backward(z, f, i, g, C, o, h, outputs, targets, params)
        for q, dq in zip(params, grads):
            q -= 0.1 * dq
    if epoch % 10 == 0:
        print('Epoch', epoch, 'validation loss', validation_loss(params), 'right', sentences_right(params))
print('end', validation_loss(params), sentences_right(params))
