import random
import numpy as np

random.seed(11)
np.random.seed(11)

# corridor with a pit at the left end and the prize at the right end, state = position one-hot
N = 7
LEFT, RIGHT = 0, 1


class Env:
    def reset(self, s=None):
        self.s = random.randint(1, N - 1) if s is None else s
        return self.s

    def step(self, a):
        # wind: position 3 is slippery, actions are swapped there
        if self.s == 3:
            a = 1 - a
        self.s += 1 if a == RIGHT else -1
        if self.s == 0:
            return self.s, -1.0, True
        if self.s == N:
            return self.s, 1.0, True
        return self.s, -0.01, False


class QNet:
    def __init__(self, ni, nh, no, lr):
        self.w1 = np.random.randn(ni, nh) * 0.3
        self.b1 = np.zeros((1, nh))
        self.w2 = np.random.randn(nh, no) * 0.3
        self.b2 = np.zeros((1, no))
        self.lr = lr

    def forward(self, x):
        self.x = x
        self.h = np.tanh(x @ self.w1 + self.b1)
        self.out = self.h @ self.w2 + self.b2
        return self.out

    def backward(self, err):
        dw2 = self.h.T @ err
        dh = err @ self.w2.T * (1 - self.h ** 2)
        dw1 = self.x.T @ dh
        self.w2 -= self.lr * dw2
        self.b2 -= self.lr * err
        self.w1 -= self.lr * dw1
        self.b1 -= self.lr * dh


def code(s):
    v = np.zeros((1, N + 1))
    v[0, s] = 1
    return v


class Agent:
    def __init__(self):
        self.net = QNet(N + 1, 16, 2, 0.1)
        self.memory = []
        self.eps = 1.0
        self.gamma = 0.9
        self.losses = []

    def act(self, s, greedy=False):
        if not greedy and random.random() < self.eps:
            return random.randint(0, 1)
        return int(np.argmax(self.net.forward(code(s))[0]))

    def remember(self, *what):
        self.memory.append(what)
        if len(self.memory) > 500:
            self.memory.pop(0)

    def replay(self, size):
        for s, a, r, s2, done in random.sample(self.memory, min(size, len(self.memory))):
            value = r
            if not done:
                value = r + self.gamma * np.max(self.net.forward(code(s2)))
            q = self.net.forward(code(s))
            target = q.copy()
            target[0, a] = value
            err = q - target
            self.losses.append(float(np.sum(err ** 2)))
            self.net.backward(err)


def walk(agent, s):
    env, steps = Env(), 0
    env.reset(s)
    while steps < 20:
        s, r, done = env.step(agent.act(env.s, greedy=True))
        steps += 1
        if done:
            return steps, r > 0
    return steps, False


env = Env()
agent = Agent()
for episode in range(250):
    s = env.reset()
    total = 0
    for _ in range(30):
        a = agent.act(s)
        s2, r, done = env.step(a)
        agent.remember(s, a, r, s2, done)
        total += r
        s = s2
        if done:
            break
    agent.replay(16)
    agent.eps = max(0.1, agent.eps * 0.98)
    if episode % 25 == 0:
        print("episode", episode, "reward %.2f" % total, "eps %.2f" % agent.eps, "loss", np.mean(agent.losses[-16:]))

for s in range(1, N):
    print(s, agent.net.forward(code(s))[0], "goal reached:", walk(agent, s))
