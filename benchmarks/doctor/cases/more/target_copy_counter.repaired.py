import numpy as np
from collections import deque

np.random.seed(3)

# walk along a corridor of 9 cells, start in the middle; the left end pays 0.3, the right end pays 1
CELLS = 9
GAMMA = 0.9


def one_hot(c):
    v = np.zeros(CELLS)
    v[c] = 1
    return v


class Net:
    def __init__(self, n_in, n_hidden, n_out):
        self.W1 = np.random.randn(n_in, n_hidden) * np.sqrt(2 / n_in)
        self.b1 = np.zeros(n_hidden)
        self.W2 = np.random.randn(n_hidden, n_out) * np.sqrt(1 / n_hidden)
        self.b2 = np.zeros(n_out)

    def q(self, s):
        self.s = s
        self.h = np.maximum(0, s @ self.W1 + self.b1)
        return self.h @ self.W2 + self.b2

    def learn(self, s, a, target, lr):
        q = self.q(s)
        rows = np.arange(len(a))
        d = np.zeros_like(q)
        d[rows, a] = (q[rows, a] - target) / len(a)
        dh = (d @ self.W2.T) * (self.h > 0)
        self.W2 -= lr * self.h.T @ d
        self.b2 -= lr * d.sum(axis=0)
        self.W1 -= lr * s.T @ dh
        self.b1 -= lr * dh.sum(axis=0)
        return np.mean((q[rows, a] - target) ** 2)

    def copy_from(self, other):
        for name in ('W1', 'b1', 'W2', 'b2'):
            setattr(self, name, getattr(other, name).copy())


class Memory:
    def __init__(self, size):
        self.items = deque(maxlen=size)
        self.counter = 0

    def add(self, item):
        self.items.append(item)
        self.counter += 1

    def sample(self, n):
        picks = np.random.randint(len(self.items), size=n)
        s, a, r, s2, end = zip(*[self.items[i] for i in picks])
        return np.array(s), np.array(a), np.array(r), np.array(s2), np.array(end, dtype=float)


class QPlayer:
    batch_size = 32
    batches_to_q_target_switch = 50

    def __init__(self):
        self.q_net = Net(CELLS, 24, 2)
        self.q_target = Net(CELLS, 24, 2)
        self.q_target.copy_from(self.q_net)
        self.memory = Memory(2000)
        self.epsilon = 1.0
        self.learn_counter = 0

    def select(self, s):
        if np.random.rand() < self.epsilon:
            return np.random.randint(2)
        return int(np.argmax(self.q_net.q(s)))

    def learn(self):
        if self.learn_counter % self.batches_to_q_target_switch == 0:
            self.q_target.copy_from(self.q_net)
        s, a, r, s2, end = self.memory.sample(self.batch_size)
        target = r + GAMMA * (1 - end) * self.q_target.q(s2).max(axis=1)
        cost = self.q_net.learn(s, a, target, 0.2)
        self.learn_counter += 1
        return cost


player = QPlayer()
costs, wins = [], []
for episode in range(400):
    cell = CELLS // 2
    for t in range(40):
        a = player.select(one_hot(cell))
        nxt = cell + (1 if a else -1)
        end = nxt in (0, CELLS - 1)
        r = 1.0 if nxt == CELLS - 1 else 0.3 if nxt == 0 else 0.0
        player.memory.add((one_hot(cell), a, r, one_hot(nxt), end))
        if player.memory.counter % player.batch_size == 0:
            for _ in range(10):
                costs.append(player.learn())
        cell = nxt
        if end:
            break
    wins.append(r)
    player.epsilon = max(0.2, player.epsilon * 0.99)
    if (episode + 1) % 50 == 0:
        print('episode', episode + 1, 'average reward', round(np.mean(wins[-50:]), 3), 'cost', round(np.mean(costs[-50:]), 5))

table = player.q_net.q(np.eye(CELLS))
print(np.round(table, 2))
