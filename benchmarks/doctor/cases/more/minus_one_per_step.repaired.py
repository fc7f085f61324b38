import random
import numpy as np

SIZE = 4
GOAL = (3, 3)
MOVES = [(-1, 0), (1, 0), (0, -1), (0, 1)]      # up down left right
MAX_STEPS = 60


class GridWorld:
    def reset(self):
        self.pos = (0, 0)
        self.steps = 0
        return self.observe()

    def observe(self):
        s = np.zeros((1, SIZE * SIZE))
        s[0, self.pos[0] * SIZE + self.pos[1]] = 1
        return s

    def act(self, a):
        r = min(max(self.pos[0] + MOVES[a][0], 0), SIZE - 1)
        c = min(max(self.pos[1] + MOVES[a][1], 0), SIZE - 1)
        self.pos = (r, c)
        self.steps += 1
        done = self.pos == GOAL
        return self.observe(), (0.0 if done else -1.0), done


class QNet:
    def __init__(self, n_in, n_hidden, n_out, lr):
        self.w1 = np.random.randn(n_in, n_hidden) * 0.3
        self.b1 = np.zeros((1, n_hidden))
        self.w2 = np.random.randn(n_hidden, n_out) * 0.3
        self.b2 = np.zeros((1, n_out))
        self.lr = lr

    def activation(self, x):
        return x

    def activation_prime(self, a):
        return np.ones_like(a)

    def predict(self, s):
        self.s = s
        self.hid = np.tanh(s @ self.w1 + self.b1)
        self.q = self.activation(self.hid @ self.w2 + self.b2)
        return self.q

    def fit(self, target):
        err = (self.q - target) * self.activation_prime(self.q)
        back = (err @ self.w2.T) * (1 - self.hid ** 2)
        self.w2 -= self.lr * self.hid.T @ err
        self.b2 -= self.lr * err
        self.w1 -= self.lr * self.s.T @ back
        self.b1 -= self.lr * back
        return float(np.sum((self.q - target) ** 2))


np.random.seed(8)
random.seed(8)
env = GridWorld()
net = QNet(SIZE * SIZE, 24, 4, 0.1)
gamma, eps = 0.9, 1.0

for episode in range(400):
    s, done, total = env.reset(), False, 0.0
    while not done and env.steps < MAX_STEPS:
        q = net.predict(s)
        a = random.randrange(4) if random.random() < eps else int(np.argmax(q))
        s2, reward, done = env.act(a)
        best_next = 0.0 if done else net.predict(s2).max()
        target = net.predict(s).copy()
        target[0, a] = reward + gamma * best_next
        total += net.fit(target)
        s = s2
    eps = max(0.05, eps * 0.985)
    if episode % 50 == 0:
        print("episode %3d   steps %2d   td error %.3f" % (episode, env.steps, total / env.steps))


def greedy_steps():
    s, done = env.reset(), False
    while not done and env.steps < MAX_STEPS:
        s, _, done = env.act(int(np.argmax(net.predict(s))))
    return env.steps


print("greedy walk takes", greedy_steps(), "steps (6 is the shortest)")
env.reset()
print("q at the start:", net.predict(env.observe()).round(3))
