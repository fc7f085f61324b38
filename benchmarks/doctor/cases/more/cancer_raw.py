import numpy as np
from sklearn.datasets import load_breast_cancer

np.random.seed(2)
bc = load_breast_cancer()
patients = np.array(bc.data)
diagnosis = np.array(bc.target)          # 1 = benign

who = np.random.permutation(len(patients))
n_train = 400
train_in, train_out = patients[who[:n_train]], diagnosis[who[:n_train]]
test_in, test_out = patients[who[n_train:]], diagnosis[who[n_train:]]

n_hidden = 6
net = {
    'hidden': [{'w': np.random.uniform(-0.5, 0.5, 30), 'bias': 0.0} for _ in range(n_hidden)],
    'out': {'w': np.random.uniform(-0.5, 0.5, n_hidden), 'bias': 0.0},
}

def sig(v):
    with np.errstate(over='ignore'):
        return 1.0 / (1.0 + np.exp(-v))

def answer(x):
    """hidden activations, output, class"""
    hs = np.array([sig(np.sum(u['w'] * x) + u['bias']) for u in net['hidden']])
    o = sig(np.sum(net['out']['w'] * hs) + net['out']['bias'])
    return hs, o, int(o > 0.5)

def adapt(x, d, lr):
    hs, o, _ = answer(x)
    grad_out = (o - d) * o * (1 - o)
    grad_hid = [grad_out * net['out']['w'][j] * hs[j] * (1 - hs[j]) for j in range(n_hidden)]
    net['out']['w'] = net['out']['w'] - lr * grad_out * hs
    net['out']['bias'] -= lr * grad_out
    for j in range(n_hidden):
        u = net['hidden'][j]
        u['w'] = u['w'] - lr * grad_hid[j] * x
        u['bias'] -= lr * grad_hid[j]
    return 0.5 * (d - o) ** 2

def confusion(inp, out):
    table = [[0, 0], [0, 0]]
    for x, d in zip(inp, out):
        table[d][answer(x)[2]] += 1
    return table

# print(answer(train_in[0]), answer(train_in[1]))
lr = 0.1
for sweep in range(15):
    total = 0
    for k in np.random.permutation(n_train):
        total += adapt(train_in[k], train_out[k], lr)
    table = confusion(train_in, train_out)
    print("sweep %d error %.4f right %.3f %s" % (sweep, total / n_train, (table[0][0] + table[1][1]) / n_train, table))

print("test", confusion(test_in, test_out))
print("some hidden activations", np.round(answer(test_in[0])[0], 4), np.round(answer(test_in[1])[0], 4))
