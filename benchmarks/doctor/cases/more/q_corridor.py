import random
from collections import deque, namedtuple

import numpy as np

# A walk through a 5 x 5 yard with a pit in it. The agent sees only a one-hot of its cell.

random.seed(5)
np.random.seed(5)

SIDE = 5
GOAL = (4, 4)
PITS = {(1, 3), (3, 1), (2, 2)}
MOVES = {'up': (-1, 0), 'down': (1, 0), 'left': (0, -1), 'right': (0, 1)}
NAMES = list(MOVES)
GAMMA = 0.95
Step = namedtuple('Step', 'state action reward after done')


def see(cell):
    v = np.zeros(SIDE * SIDE)
    v[cell[0] * SIDE + cell[1]] = 1.0
    return v


def move(cell, action):
    dr, dc = MOVES[NAMES[action]]
    r = min(max(cell[0] + dr, 0), SIDE - 1)
    c = min(max(cell[1] + dc, 0), SIDE - 1)
    if (r, c) == GOAL:
        return (r, c), 1.0, True
    if (r, c) in PITS:
        return (r, c), -1.0, True
    return (r, c), -0.01, False


def new_net():
    return {'A': np.random.randn(SIDE * SIDE, 24) * 0.2, 'a': np.zeros(24),
            'B': np.random.randn(24, 4) * 0.1, 'b': np.zeros(4)}


def q_values(net, x):
    pre = x @ net['A'] + net['a']
    h = np.maximum(pre, 0)
    return pre, h, h @ net['B'] + net['b']


def learn(net, target_net, batch, rate):
    x = np.array([see(s.state) for s in batch])
    x_after = np.array([see(s.after) for s in batch])
    acts = np.array([s.action for s in batch])
    gain = np.array([s.reward for s in batch])
    going_on = np.array([0.0 if s.done else 1.0 for s in batch])
    rows = np.arange(len(batch))

    aim = gain + GAMMA * going_on * q_values(target_net, x_after)[2].max(axis=1)
    pre, h, q = q_values(net, x)
    td = q[rows, acts] - aim

    dq = np.zeros_like(q)
    dq[rows, acts] = td / len(batch)
    dh = dq @ net['B'].T * (pre > 0)
    for name, g in (('B', h.T @ dq), ('b', dq.sum(0)), ('A', x.T @ dh), ('a', dh.sum(0))):
        net[name] -= rate * g
    return 0.5 * np.mean(td ** 2)


net = new_net()
target_net = {k: v.copy() for k, v in net.items()}
memory = deque(maxlen=2000)
returns, losses = [], []
ticks = 0
for episode in range(600):
    explore = max(0.05, 1.0 - episode / 300)
    cell, total = (0, 0), 0.0
    for _ in range(40):
        if random.random() < explore:
            action = random.randrange(4)
        else:
            action = int(q_values(net, see(cell))[2].argmax())
        after, reward, done = move(cell, action)
        memory.append(Step(cell, action, reward, after, done))
        total += reward
        cell = after
        if len(memory) >= 200:
            losses.append(learn(net, target_net, random.sample(memory, 32), 0.3))
        ticks += 1
        if ticks % 200 == 0:
            target_net = {k: v.copy() for k, v in net.items()}
        if done:
            break
    returns.append(total)
    if episode % 60 == 59:
        print('episode', episode + 1, 'loss %.5f' % np.mean(losses[-300:]),
              'mean return %.3f' % np.mean(returns[-60:]))


def greedy_walk():
    cell, path = (0, 0), [(0, 0)]
    while cell != GOAL and len(path) < 20:
        cell, _, done = move(cell, int(q_values(net, see(cell))[2].argmax()))
        path.append(cell)
        if done:
            break
    return path


print('greedy walk:', greedy_walk())
