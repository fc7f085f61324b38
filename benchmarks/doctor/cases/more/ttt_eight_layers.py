# tic tac toe judge: 9 squares in (1 = there is a cross), 1 number out (1 = crosses have three in a row)
import random
import numpy as np

random.seed(4)
np.random.seed(4)

LINES = [(0,1,2),(3,4,5),(6,7,8),(0,3,6),(1,4,7),(2,5,8),(0,4,8),(2,4,6)]

boards = []
for n in range(512):
    b = [(n >> k) & 1 for k in range(9)]
    win = 1 if any(b[i] and b[j] and b[k] for i, j, k in LINES) else 0
    boards.append((b, win))
print(len(boards), "boards,", sum(w for _, w in boards), "of them are won")

# 9 inputs, 8 hidden layers so that it can "think" in steps, 1 output
LAYERS = [9, 12, 12, 12, 12, 12, 12, 12, 12, 1]
RATE = 0.5


def sig(x):
    return 1 / (1 + np.exp(-x))


weights = []
offsets = []
for a, b in zip(LAYERS, LAYERS[1:]):
    weights.append(np.random.uniform(-1, 1, (b, a)))
    offsets.append(np.random.uniform(-1, 1, b))


def forward(inp):
    out = [np.array(inp, dtype=float)]
    for w, o in zip(weights, offsets):
        out.append(sig(w @ out[-1] + o))
    return out


def learn(inp, target):
    out = forward(inp)
    grad = (out[-1] - target) * out[-1] * (1 - out[-1])
    for l in range(len(weights) - 1, -1, -1):
        below = weights[l].T @ grad
        weights[l] -= RATE * np.outer(grad, out[l])
        offsets[l] -= RATE * grad
        grad = below * out[l] * (1 - out[l])
    return float(((out[-1] - target) ** 2)[0])


def how_many_right():
    n = 0
    for b, win in boards:
        if (forward(b)[-1][0] > 0.5) == (win == 1):
            n += 1
    return n / len(boards)


for epoch in range(36):
    random.shuffle(boards)
    loss = 0
    for b, win in boards:
        loss += learn(b, win)
    if epoch % 5 == 4:
        print("epoch", epoch + 1, "mean squared loss", round(loss / len(boards), 4), "right:", how_many_right())

print("some answers:", [round(float(forward(b)[-1][0]), 3) for b, _ in boards[:6]])
