# translated from my VB program, same names
import math
import random
from sklearn.datasets import load_iris

random.seed(5)
iris = load_iris()

x = []
y = []
for row, kind in zip(iris.data.tolist(), iris.target.tolist()):
    x.append([row[0] / 7.9, row[1] / 4.4, row[2] / 6.9, row[3] / 2.5])
    t = [0, 0, 0]
    t[kind] = 1
    y.append(t)

sizes = [4, 5, 3]
L = len(sizes)
alpha = 3.0

# w[l][i][j]: from neuron j in layer l to neuron i in layer l+1, last j is the bias
w = []
for l in range(L - 1):
    w.append([[random.uniform(-1, 1) for j in range(sizes[l] + 1)] for i in range(sizes[l + 1])])


def zeros_like_w():
    return [[[0.0] * (sizes[l] + 1) for i in range(sizes[l + 1])] for l in range(L - 1)]


def g(z):
    if z < -500:
        return 0.0
    return 1.0 / (1.0 + math.exp(-z))


def ForwardPropogate(xi):
    a = [list(xi)]
    for l in range(L - 1):
        inp = a[l] + [1.0]
        a.append([g(sum(wi[j] * inp[j] for j in range(len(inp)))) for wi in w[l]])
    return a


def BackwardPropogate(a, yi, DR):
    d = [None] * L
    d[L - 1] = [a[L - 1][i] - yi[i] for i in range(sizes[-1])]
    for l in range(L - 2, 0, -1):
        d[l] = []
        for j in range(sizes[l]):
            s = 0.0
            for i in range(sizes[l + 1]):
                s += w[l][i][j] * d[l + 1][i]
            d[l].append(s * a[l][j] * (1 - a[l][j]))
    for l in range(L - 1):
        inp = a[l] + [1.0]
        for i in range(sizes[l + 1]):
            for j in range(len(inp)):
                DR[l][i][j] += d[l + 1][i] * inp[j]


def Cost(outs):
    c = 0.0
    for o, yi in zip(outs, y):
        for i in range(3):
            p = min(max(o[i], 1e-12), 1 - 1e-12)
            c -= yi[i] * math.log(p) + (1 - yi[i]) * math.log(1 - p)
    return c / len(y)


def Train(iterations):
    n = len(x)
    DR = zeros_like_w()
    for it in range(iterations):
        outs = []
        for k in range(n):
            a = ForwardPropogate(x[k])
            outs.append(a[-1])
            BackwardPropogate(a, y[k], DR)
        for l in range(L - 1):
            for i in range(sizes[l + 1]):
                for j in range(sizes[l] + 1):
                    w[l][i][j] -= alpha * DR[l][i][j] / n
        if it % 20 == 0:
            print("iteration", it, "cost", round(Cost(outs), 4))


Train(260)

hits = 0
for k in range(len(x)):
    o = ForwardPropogate(x[k])[-1]
    if o.index(max(o)) == y[k].index(1):
        hits += 1
    if k % 30 == 0:
        print([round(v, 3) for v in o], y[k])
print("right:", hits, "of", len(x))
