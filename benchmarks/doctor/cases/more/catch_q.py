import random
import numpy as np
from collections import deque

# "catch": a fruit falls down in one of 5 columns, 5 rows high, basket of width 1 at the bottom
COLS, ROWS = 5, 5
MOVES = (-1, 0, 1)

def start():
    return [random.randrange(COLS), 0, random.randrange(COLS)]     # fruit column, fruit row, basket

def advance(st, move):
    col, row, basket = st
    basket = min(COLS - 1, max(0, basket + MOVES[move]))
    row += 1
    if row == ROWS - 1:
        return [col, row, basket], (1.0 if basket == col else -1.0), True
    return [col, row, basket], 0.0, False

def encode(st):
    v = np.zeros(COLS + ROWS + COLS)
    v[st[0]] = 1
    v[COLS + st[1]] = 1
    v[COLS + ROWS + st[2]] = 1
    return v

def make_brain(n_in, n_hid, n_out):
    return {'A': np.random.randn(n_in, n_hid) * np.sqrt(2 / n_in), 'a': np.zeros(n_hid),
            'B': np.random.randn(n_hid, n_out) * np.sqrt(1 / n_hid), 'b': np.zeros(n_out)}

def copy_brain(b):
    return {k: v.copy() for k, v in b.items()}

def values(b, x):
    pre = x @ b['A'] + b['a']
    hid = np.maximum(pre, 0)
    return pre, hid, hid @ b['B'] + b['b']

def learn(b, frozen, memory, size=32, gamma=0.95, rate=0.1):
    chosen = random.sample(memory, size)
    S = np.array([c[0] for c in chosen])
    A = np.array([c[1] for c in chosen])
    R = np.array([c[2] for c in chosen])
    S2 = np.array([c[3] for c in chosen])
    alive = 1.0 - np.array([c[4] for c in chosen])
    goal = R + gamma * alive * values(frozen, S2)[2].max(axis=1)
    pre, hid, q = values(b, S)
    rows = np.arange(size)
    diff = q[rows, A] - goal
    dq = np.zeros_like(q)
    dq[rows, A] = diff / size                     # only the move that was made
    dhid = dq @ b['B'].T
    dhid[pre <= 0] = 0
    b['B'] -= rate * hid.T @ dq
    b['b'] -= rate * dq.sum(axis=0)
    b['A'] -= rate * S.T @ dhid
    b['a'] -= rate * dhid.sum(axis=0)
    return 0.5 * np.mean(diff ** 2)

def choose(b, st, eps):
    if random.random() < eps:
        return random.randrange(3)
    return int(values(b, encode(st))[2].argmax())

def play(b, eps, games):
    won = 0
    for _ in range(games):
        st, over = start(), False
        while not over:
            st, r, over = advance(st, choose(b, st, eps))
        won += r > 0
    return won / games

brain = make_brain(COLS + ROWS + COLS, 40, 3)
frozen = copy_brain(brain)
memory = deque(maxlen=3000)
eps, steps, recent = 1.0, 0, []
for game in range(1200):
    st, over = start(), False
    while not over:
        mv = choose(brain, st, eps)
        nx, r, over = advance(st, mv)
        memory.append((encode(st), mv, r, encode(nx), float(over)))
        st = nx
        steps += 1
        if len(memory) >= 200:
            recent.append(learn(brain, frozen, memory))
        if steps % 100 == 0:
            frozen = copy_brain(brain)
    eps = max(0.1, eps * 0.997)
    if game % 150 == 149:
        print("game", game + 1, "eps %.2f" % eps, "loss %.5f" % np.mean(recent[-200:]), "won", play(brain, 0.0, 50))
