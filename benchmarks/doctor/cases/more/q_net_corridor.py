import numpy as np

rng = np.random.default_rng(4)

# 4x4 grid, start anywhere, goal in the corner, one pit
SIZE, GOAL, PIT = 4, (3, 3), (1, 2)
MOVES = [(-1, 0), (1, 0), (0, -1), (0, 1)]
STATES = [(r, c) for r in range(SIZE) for c in range(SIZE) if (r, c) not in (GOAL, PIT)]


def step(s, a):
    r = min(max(s[0] + MOVES[a][0], 0), SIZE - 1)
    c = min(max(s[1] + MOVES[a][1], 0), SIZE - 1)
    if (r, c) == GOAL:
        return (r, c), 1.0, True
    if (r, c) == PIT:
        return (r, c), -1.0, True
    return (r, c), -0.04, False


def encode(s):
    x = np.zeros(SIZE * SIZE)
    x[s[0] * SIZE + s[1]] = 1
    return x


class QNet:
    def __init__(self, n_in, n_hid, n_out, lr):
        self.W1 = rng.normal(0, 0.3, (n_in, n_hid))
        self.b1 = np.zeros(n_hid)
        self.W2 = rng.normal(0, 0.3, (n_hid, n_out))
        self.b2 = np.zeros(n_out)
        self.lr = lr

    def q(self, X):
        self.X = X
        self.H = np.tanh(X @ self.W1 + self.b1)
        return self.H @ self.W2 + self.b2

    def learn(self, X, target):
        out = self.q(X)
        d = (out - target) / len(X)
        dH = d @ self.W2.T * (1 - self.H ** 2)
        self.W2 -= self.lr * self.H.T @ d
        self.b2 -= self.lr * d.sum(0)
        self.W1 -= self.lr * X.T @ dH
        self.b1 -= self.lr * dH.sum(0)
        return float((d ** 2).sum() * len(X))


class Memory:
    def __init__(self, size):
        self.size, self.items = size, []

    def add(self, item):
        self.items.append(item)
        if len(self.items) > self.size:
            self.items.pop(0)

    def sample(self, n):
        pick = rng.integers(len(self.items), size=n)
        return [self.items[i] for i in pick]


def greedy_return(net):
    """ mean steps and share of starts that reach the goal """
    won = 0
    for s in STATES:
        for _ in range(12):
            s, r, end = step(s, int(np.argmax(net.q(encode(s)[None]))))
            if end:
                won += r > 0
                break
    return won / len(STATES)


net = QNet(16, 24, 4, lr=0.5)
memory = Memory(500)
gamma, eps = 0.9, 1.0
for episode in range(250):
    s = STATES[rng.integers(len(STATES))]
    for _ in range(20):
        a = int(rng.integers(4)) if rng.random() < eps else int(np.argmax(net.q(encode(s)[None])))
        s2, r, end = step(s, a)
        memory.add((s, a, r, s2, end))
        if len(memory.items) >= 32:
            batch = memory.sample(32)
            X = np.array([encode(b[0]) for b in batch])
            X2 = np.array([encode(b[3]) for b in batch])
            target = net.q(X)
            future = net.q(X2).max(axis=0)
            for i, (_, act, rew, _, done) in enumerate(batch):
                target[i, act] = rew if done else rew + gamma * future[act]
            loss = net.learn(X, target)
        s = s2
        if end:
            break
    eps = max(0.1, eps * 0.985)
    if episode % 50 == 49:
        print('episode', episode + 1, 'loss %.4f' % loss, 'goal reached from %.2f of the cells' % greedy_return(net))

arrows = np.array(list('^v<>'))
for r in range(SIZE):
    print(' '.join('G' if (r, c) == GOAL else 'X' if (r, c) == PIT else arrows[int(np.argmax(net.q(encode((r, c))[None])))]
                   for c in range(SIZE)))
