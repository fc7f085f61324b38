import numpy as np
from sklearn.datasets import load_iris

# Activation from LeCun's "Efficient BackProp": f(x) = 1.7159 tanh(2x/3), targets -1 and +1.
# My lab partner says the derivative must be 1 - f^2. I get a different one, who is right?
A = 1.7159
S = 2.0 / 3.0


def f(v):
    return A * np.tanh(S * v)


def df_from_output(out):
    # A*S*(1 - tanh^2) with tanh = out/A
    return S / A * (A - out) * (A + out)


rs = np.random.RandomState(33)
iris = load_iris()
perm = rs.permutation(150)
inputs = iris.data[perm]
kinds = iris.target[perm]
inputs = (inputs - inputs[:100].mean(0)) / inputs[:100].std(0)

codes = -np.ones((150, 3))
codes[np.arange(150), kinds] = 1.0

tr_in, tr_code, tr_kind = inputs[:100], codes[:100], kinds[:100]
te_in, te_code, te_kind = inputs[100:], codes[100:], kinds[100:]

n_hid = 6
V = rs.normal(0, 1 / np.sqrt(4), (n_hid, 4))
v0 = np.zeros(n_hid)
U = rs.normal(0, 1 / np.sqrt(n_hid), (3, n_hid))
u0 = np.zeros(3)


def run(x):
    hid = f(x @ V.T + v0)
    return hid, f(hid @ U.T + u0)


eta = 0.02
for sweep in range(150):
    seq = rs.permutation(100)
    err = 0.0
    for s in range(0, 100, 5):
        pick = seq[s:s + 5]
        hid, out = run(tr_in[pick])
        diff = out - tr_code[pick]
        err += 0.5 * (diff ** 2).sum()
        g_out = diff * df_from_output(out)
        g_hid = (g_out @ U) * df_from_output(hid)
        # summed over the 5 rows, eta is chosen for that
        U -= eta * g_out.T @ hid
        u0 -= eta * g_out.sum(0)
        V -= eta * g_hid.T @ tr_in[pick]
        v0 -= eta * g_hid.sum(0)
    if sweep % 15 == 0:
        print("sweep %3d  E = %.4f  hits %d/100" % (sweep, err, (run(tr_in)[1].argmax(1) == tr_kind).sum()))

print("test hits", (run(te_in)[1].argmax(1) == te_kind).sum(), "of", len(te_kind))
