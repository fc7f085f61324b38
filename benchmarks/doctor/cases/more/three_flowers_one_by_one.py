import math
import random
from sklearn.datasets import load_iris

# Plain python lists, I come from Java. One sample at a time.

random.seed(1)
iris = load_iris()
rows = [list(map(float, r)) for r in iris.data]
labels = [int(v) for v in iris.target]

# scale every column to mean 0, deviation 1
for c in range(4):
    col = [r[c] for r in rows]
    mean = sum(col) / len(col)
    dev = math.sqrt(sum((v - mean) ** 2 for v in col) / len(col))
    for r in rows:
        r[c] = (r[c] - mean) / dev

NIN, NHID, NOUT = 4, 6, 3
w_ih = [[random.gauss(0, 0.5) for j in range(NHID)] for i in range(NIN)]
b_h = [0.0] * NHID
w_ho = [[random.gauss(0, 0.5) for k in range(NOUT)] for j in range(NHID)]
b_o = [0.0] * NOUT


def forward(x):
    h = []
    for j in range(NHID):
        s = b_h[j]
        for i in range(NIN):
            s += x[i] * w_ih[i][j]
        h.append(math.tanh(s))
    z = []
    for k in range(NOUT):
        s = b_o[k]
        for j in range(NHID):
            s += h[j] * w_ho[j][k]
        z.append(s)
    top = max(z)
    e = [math.exp(v - top) for v in z]
    total = sum(e)
    return h, [v / total for v in e]


def step(x, label, lr):
    h, p = forward(x)
    # softmax with cross entropy
    d_o = [p[k] - (1.0 if k == label else 0.0) for k in range(NOUT)]
    d_h = []
    for j in range(NHID):
        s = 0.0
        for k in range(NOUT):
            s += d_o[k] * w_ho[j][k]
        d_h.append(s * (1 - h[j] * h[j]))
    for j in range(NHID):
        for k in range(NOUT):
            w_ho[j][k] -= lr * d_o[k] * h[j]
    for k in range(NOUT):
        b_o[k] -= lr * d_o[k]
    for i in range(NIN):
        for j in range(NHID):
            w_ih[i][j] -= lr * d_h[j] * x[i]
    for j in range(NHID):
        b_h[j] -= lr * d_h[j]
    return -math.log(p[label] + 1e-12)


order = list(range(len(rows)))
for epoch in range(40):
    random.shuffle(order)
    total = 0.0
    for n in order:
        last = step(rows[n], labels[n], 0.03)
        total += last
    if epoch % 5 == 0:
        print("epoch", epoch, "mean loss", round(total / len(rows), 4), "loss of last row", round(last, 4))

hits = 0
for x, t in zip(rows, labels):
    p = forward(x)[1]
    if p.index(max(p)) == t:
        hits += 1
accuracy = hits / len(rows)
print("accuracy", accuracy)
