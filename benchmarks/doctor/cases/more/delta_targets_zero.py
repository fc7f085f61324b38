import numpy as np


class Environment:
    """A row of nine fields; the coin lies on one of them, the player goes left, stays or goes right."""
    N = 9

    def reset(self):
        self.player, self.coin = np.random.randint(self.N), np.random.randint(self.N)
        self.left = 12
        return self.state()

    def state(self):
        s = np.zeros(2 * self.N)
        s[self.player] = 1.0
        s[self.N + self.coin] = 1.0
        return s

    def step(self, a):
        self.player = int(np.clip(self.player + a - 1, 0, self.N - 1))
        self.left -= 1
        found = self.player == self.coin
        return self.state(), 1.0 if found else 0.0, found, found or self.left == 0


class ReplayTable:
    def __init__(self, size, n):
        self.s, self.s2 = np.zeros((size, n)), np.zeros((size, n))
        self.a = np.zeros(size, dtype=int)
        self.r, self.term = np.zeros(size), np.zeros(size)
        self.size, self.n = size, 0

    def add(self, s, a, r, s2, term):
        k = self.n % self.size
        self.s[k], self.a[k], self.r[k], self.s2[k], self.term[k] = s, a, r, s2, term
        self.n += 1

    def sample(self, m):
        k = np.random.randint(min(self.n, self.size), size=m)
        return self.s[k], self.a[k], self.r[k], self.s2[k], self.term[k]


class NeuralQLearner:
    def __init__(self, n_in, n_hid, n_actions, lr=0.0025, discount=0.9, clip_delta=1.0):
        self.w = [np.random.uniform(-1, 1, (n_in, n_hid)) / np.sqrt(n_in), np.zeros(n_hid),
                  np.random.uniform(-1, 1, (n_hid, n_actions)) / np.sqrt(n_hid), np.zeros(n_actions)]
        self.g = [np.zeros_like(p) for p in self.w]
        self.g2 = [np.zeros_like(p) for p in self.w]
        self.target_w = [p.copy() for p in self.w]
        self.lr, self.discount, self.clip_delta, self.n_actions = lr, discount, clip_delta, n_actions
        self.memory = ReplayTable(5000, n_in)

    def net(self, w, s):
        h = np.maximum(0, s @ w[0] + w[1])
        return h, h @ w[2] + w[3]

    def qLearnMinibatch(self, m=32):
        s, a, r, s2, term = self.memory.sample(m)
        q2 = self.net(self.target_w, s2)[1].max(axis=1)
        h, q = self.net(self.w, s)
        delta = r + (1 - term) * self.discount * q2
        delta = delta - q[np.arange(m), a]
        delta = np.clip(delta, -self.clip_delta, self.clip_delta)

        targets = np.zeros((m, self.n_actions))
        for i in range(m):
            targets[i, a[i]] = delta[i]

        # backward: targets is dq with the sign of an ascent
        dh = targets @ self.w[2].T * (h > 0)
        dw = [s.T @ dh, dh.sum(axis=0), h.T @ targets, targets.sum(axis=0)]
        for p, d, g, g2 in zip(self.w, dw, self.g, self.g2):
            d = d / m
            g *= 0.95
            g += 0.05 * d
            g2 *= 0.95
            g2 += 0.05 * d * d
            p += self.lr * d / np.sqrt(g2 - g * g + 1e-4)
        return np.abs(delta).mean()

    def eGreedy(self, s, ep):
        if np.random.rand() < ep:
            return np.random.randint(self.n_actions)
        return int(self.net(self.w, s)[1].argmax())


def play(agent, env, ep, learn=True):
    s, done, total, d = env.reset(), False, 0.0, []
    while not done:
        a = agent.eGreedy(s, ep)
        s2, r, term, done = env.step(a)
        if learn:
            agent.memory.add(s, a, r, s2, term)
            if agent.memory.n > 200:
                d.append(agent.qLearnMinibatch())
        total += r
        s = s2
    return total, d


env = Environment()
agent = NeuralQLearner(2 * env.N, 40, 3)
for episode in range(1, 701):
    total, d = play(agent, env, max(0.1, 1 - episode / 300))
    if episode % 20 == 0:
        agent.target_w = [p.copy() for p in agent.w]
    if episode % 100 == 0:
        print("episode", episode, "|delta|", np.mean(d) if d else None,
              "found in", np.mean([play(agent, env, 0.0, learn=False)[0] for _ in range(50)]))
final = np.mean([play(agent, env, 0.0, learn=False)[0] for _ in range(200)])
print("coins found with the greedy policy:", final)
