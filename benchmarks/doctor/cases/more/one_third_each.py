# iris, no numpy. three outputs, logistic everywhere
import random
import math
from sklearn.datasets import load_iris

random.seed(12)
flowers = load_iris()
biggest = [7.9, 4.4, 6.9, 2.5]
x = []
y = []
for row, kind in zip(flowers.data.tolist(), flowers.target.tolist()):
    x.append([row[k] / biggest[k] for k in range(4)])
    target = [0, 0, 0]
    target[kind] = 1
    y.append(target)

# mix them up so the flowers don't come in order
random.shuffle(x)
random.shuffle(y)

trainx, trainy = x[:110], y[:110]
testx, testy = x[110:], y[110:]

sizes = [4, 6, 3]
w = []      # w[l][i][j]: layer l, neuron i of the next layer, neuron j of this one (last j = bias)
for l in range(len(sizes) - 1):
    layer = []
    for i in range(sizes[l + 1]):
        layer.append([random.uniform(-1, 1) for j in range(sizes[l] + 1)])
    w.append(layer)


def logistic(v):
    return 1 / (1 + math.exp(-v))


def forward(inp):
    a = [inp]
    for l in range(len(w)):
        nxt = []
        for i in range(len(w[l])):
            s = w[l][i][-1]
            for j in range(len(a[l])):
                s += w[l][i][j] * a[l][j]
            nxt.append(logistic(s))
        a.append(nxt)
    return a


def cost():
    c = 0
    for inp, t in zip(trainx, trainy):
        out = forward(inp)[-1]
        for k in range(3):
            c -= t[k] * math.log(out[k]) + (1 - t[k]) * math.log(1 - out[k])
    return c / len(trainx)


def right(xs, ys):
    n = 0
    for inp, t in zip(xs, ys):
        out = forward(inp)[-1]
        if out.index(max(out)) == t.index(1):
            n += 1
    return n / len(xs)


def train(iterations, alpha):
    n = len(trainx)
    for it in range(iterations):
        DR = [[[0.0 for j in range(sizes[l] + 1)] for i in range(sizes[l + 1])] for l in range(2)]
        for inp, t in zip(trainx, trainy):
            a = forward(inp)
            d2 = [a[2][k] - t[k] for k in range(3)]
            d1 = []
            for j in range(sizes[1]):
                e = sum(w[1][k][j] * d2[k] for k in range(3))
                d1.append(e * a[1][j] * (1 - a[1][j]))
            for l, d in ((0, d1), (1, d2)):
                for i in range(sizes[l + 1]):
                    for j in range(sizes[l]):
                        DR[l][i][j] += d[i] * a[l][j]
                    DR[l][i][-1] += d[i]
        for l in range(2):
            for i in range(sizes[l + 1]):
                for j in range(sizes[l] + 1):
                    w[l][i][j] -= alpha * DR[l][i][j] / n
        if it % 60 == 0:
            print(it, round(cost(), 4), right(trainx, trainy))


train(300, 2.5)
print("an answer:", forward(testx[0])[-1])
print("test:", right(testx, testy))
