import random
from types import SimpleNamespace
import numpy as np

random.seed(4)
np.random.seed(4)

# a 4x4 lake, start in a corner, the goal in the other one, two holes
SIZE, GOAL, HOLES = 4, 15, {5, 7, 12}
MOVES = [(-1, 0), (0, 1), (1, 0), (0, -1)]


def step(cell, a):
    r, c = divmod(cell, SIZE)
    r2 = min(max(r + MOVES[a][0], 0), SIZE - 1)
    c2 = min(max(c + MOVES[a][1], 0), SIZE - 1)
    new = r2 * SIZE + c2
    if new == GOAL:
        return new, 1.0, True
    if new in HOLES:
        return new, -1.0, True
    return new, -0.02, False


def make(n_in, n_hidden, n_out):
    return SimpleNamespace(W=np.random.randn(n_in, n_hidden) / 2, b=np.zeros(n_hidden),
                           V=np.random.randn(n_hidden, n_out) / 10, c=np.zeros(n_out))


def values(net, cells):
    hidden = np.tanh(net.W[cells] + net.b)      # the row of W is the product with a one-hot vector
    return hidden @ net.V + net.c, hidden


def soft_update(target, online, tau):
    for name, array in vars(target).items():
        array *= 1 - tau
        array += tau * getattr(online, name)


online = make(SIZE * SIZE, 32, 4)
target = SimpleNamespace(**{k: v.copy() for k, v in vars(online).items()})
buffer = []
gamma, eps, lr = 0.95, 1.0, 0.15
score = []

for episode in range(250):
    cell, done, total, moves = 0, False, 0.0, 0
    while not done and moves < 40:
        if random.random() < eps:
            a = random.randrange(4)
        else:
            a = int(values(online, [cell])[0].argmax())
        new, reward, done = step(cell, a)
        buffer.append((cell, a, reward, new, not done))
        total += reward
        moves += 1
        cell = new
        if len(buffer) < 64:
            continue
        s, act, rew, s2, alive = map(np.array, zip(*random.choices(buffer[-3000:], k=32)))
        best = values(online, s2)[0].argmax(1)                       # chosen by one, valued by the other
        y = rew + gamma * alive * values(target, s2)[0][np.arange(32), best]
        q, hidden = values(online, s)
        td = np.clip(q[np.arange(32), act] - y, -1, 1) / 32           # derivative of the Huber loss
        g = np.zeros_like(q)
        g[np.arange(32), act] = td
        gh = g @ online.V.T * (1 - hidden ** 2)
        online.V -= lr * hidden.T @ g
        online.c -= lr * g.sum(0)
        np.subtract.at(online.W, s, lr * gh)
        online.b -= lr * gh.sum(0)
        soft_update(target, online, 0.02)
    eps = max(0.15, eps * 0.98)
    score.append(total)
    if episode % 50 == 49:
        print('episodes', episode + 1, 'mean return', np.mean(score[-50:]), 'eps', round(eps, 3))

cell, path = 0, [0]
for _ in range(20):
    cell, reward, done = step(cell, int(values(online, [cell])[0].argmax()))
    path.append(cell)
    if done:
        break
print('greedy path', path)
