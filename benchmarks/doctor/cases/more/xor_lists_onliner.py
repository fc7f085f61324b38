# neural net for XOR - only comprehensions, no numpy (task: max. 60 lines)
from math import exp
from random import seed, uniform, shuffle

seed(3)
sig = lambda z: 1 / (1 + exp(-z))
dot = lambda u, v: sum(p * q for p, q in zip(u, v))

rows = [([0, 0], [0]), ([0, 1], [1]), ([1, 0], [1]), ([1, 1], [0])]
shape = [2, 4, 1]

# one list of neurons per layer, last weight of each neuron is the bias
net = [[[uniform(-1, 1) for _ in range(a + 1)] for _ in range(b)] for a, b in zip(shape, shape[1:])]


def forward(x):
    acts = [x]
    for layer in net:
        acts.append([sig(dot(w, acts[-1] + [1])) for w in layer])
    return acts


def backward(acts, t):
    deltas = [[(y - d) * y * (1 - y) for y, d in zip(acts[-1], t)]]
    for l in range(len(net) - 1, 0, -1):
        deltas.insert(0, [
            sum(net[l][k][j] * deltas[0][k] for k in range(len(net[l]))) * a * (1 - a)
            for j, a in enumerate(acts[l])
        ])
    return deltas


def update(acts, deltas, eta):
    for l, layer in enumerate(net):
        for k, w in enumerate(layer):
            for j, a in enumerate(acts[l] + [1]):
                w[j] -= eta * deltas[l][k] * a


for epoch in range(1, 6001):
    shuffle(rows)
    for x, t in rows:
        acts = forward(x)
        update(acts, backward(acts, t), 0.7)
    if epoch % 1000 == 0:
        print(epoch, sum((forward(x)[-1][0] - t[0]) ** 2 for x, t in rows))

for x, t in sorted(rows):
    print(x, t, [round(v, 3) for v in forward(x)[-1]])
