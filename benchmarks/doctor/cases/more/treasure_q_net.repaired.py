import numpy as np
import random

# Deep Q learning from scratch on a small grid, replay memory and target network
# . . . .
# . # . T
# . . . G      T = trap (-5)  G = gold (+10)   every step costs 0.1

ROWS, COLS = 3, 4
WALL, TRAP, GOLD = (1, 1), (1, 3), (2, 3)
ACTIONS = [(-1, 0), (1, 0), (0, -1), (0, 1)]


def encode(pos):
    s = np.zeros((1, ROWS * COLS))
    s[0, pos[0] * COLS + pos[1]] = 1
    return s


def move(pos, a):
    r, c = pos[0] + ACTIONS[a][0], pos[1] + ACTIONS[a][1]
    if r < 0 or r >= ROWS or c < 0 or c >= COLS or (r, c) == WALL:
        r, c = pos
    if (r, c) == GOLD:
        return (r, c), 10.0, True
    if (r, c) == TRAP:
        return (r, c), -5.0, True
    return (r, c), -0.1, False


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class QNetwork:
    def __init__(self, inputs, hidden, outputs, lr):
        self.w1 = np.random.randn(inputs, hidden) * 0.5
        self.b1 = np.zeros((1, hidden))
        self.w2 = np.random.randn(hidden, outputs) * 0.1
        self.b2 = np.zeros((1, outputs))
        self.lr = lr

    def forward(self, s):
        self.s = s
        self.h = np.tanh(s.dot(self.w1) + self.b1)
        self.q = self.h.dot(self.w2) + self.b2
        return self.q

    def backward(self, target):
        d2 = (self.q - target) / len(target)
        d1 = d2.dot(self.w2.T) * (1 - self.h ** 2)
        self.w2 -= self.lr * self.h.T.dot(d2)
        self.b2 -= self.lr * d2.sum(axis=0, keepdims=True)
        self.w1 -= self.lr * self.s.T.dot(d1)
        self.b1 -= self.lr * d1.sum(axis=0, keepdims=True)

    def copy_from(self, other):
        self.w1, self.b1 = other.w1.copy(), other.b1.copy()
        self.w2, self.b2 = other.w2.copy(), other.b2.copy()


class Agent:
    def __init__(self):
        self.gamma = 0.9
        self.epsilon = 1.0
        self.memory = []
        self.model = QNetwork(ROWS * COLS, 24, 4, 0.2)
        self.target = QNetwork(ROWS * COLS, 24, 4, 0.2)
        self.target.copy_from(self.model)

    def act(self, pos):
        if random.random() < self.epsilon:
            return random.randrange(4)
        return int(np.argmax(self.model.forward(encode(pos))[0]))

    def remember(self, *transition):
        self.memory.append(transition)
        if len(self.memory) > 1000:
            self.memory.pop(0)

    def replay(self, size=32):
        if len(self.memory) < size:
            return
        batch = random.sample(self.memory, size)
        states = np.vstack([encode(b[0]) for b in batch])
        nexts = np.vstack([encode(b[3]) for b in batch])
        best_next = self.target.forward(nexts).max(axis=1)
        wanted = self.model.forward(states).copy()
        for i, (s, a, r, s2, done) in enumerate(batch):
            wanted[i, a] = r if done else r + self.gamma * best_next[i]
        self.model.backward(wanted)


agent = Agent()
total_steps = 0
rewards = []
for episode in range(400):
    pos, done, steps, score = (0, 0), False, 0, 0
    while not done and steps < 40:
        a = agent.act(pos)
        new, r, done = move(pos, a)
        agent.remember(pos, a, r, new, done)
        pos = new
        score += r
        steps += 1
        total_steps += 1
        agent.replay()
        if total_steps % 50 == 0:
            agent.target.copy_from(agent.model)
    agent.epsilon = max(0.05, agent.epsilon * 0.985)
    rewards.append(score)
    if episode % 40 == 39:
        print("episode", episode + 1, "mean reward", np.mean(rewards[-40:]))

print("Q values at the start square", agent.model.forward(encode((0, 0))).round(2))
