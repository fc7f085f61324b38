# No gradient at all: (1+8) evolution of a 2-4-1 network that learns xor.
import random
import math

random.seed(21)

CASES = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]


def answer(genes, x):
    hidden = []
    for k in range(4):
        w = genes[3 * k:3 * k + 3]
        hidden.append(math.tanh(w[0] * x[0] + w[1] * x[1] + w[2]))
    out = genes[16]
    for k in range(4):
        out += genes[12 + k] * hidden[k]
    return 1 / (1 + math.exp(-out))


def badness(genes):
    return sum((answer(genes, x) - t) ** 2 for x, t in CASES)


parent = [random.gauss(0, 1) for _ in range(17)]
best = badness(parent)
sigma = 0.5
for generation in range(400):
    children = [[g + random.gauss(0, sigma) for g in parent] for _ in range(8)]
    scored = sorted((badness(c), i) for i, c in enumerate(children))
    if scored[0][0] < best:
        best = scored[0][0]
        parent = children[scored[0][1]]
    else:
        sigma = max(0.05, sigma * 0.99)
    if generation % 50 == 0:
        print(generation, best, sigma)

for x, t in CASES:
    print(x, t, round(answer(parent, x), 3))
