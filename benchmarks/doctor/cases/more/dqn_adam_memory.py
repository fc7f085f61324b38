import numpy as np

# 4 x 4 world, start anywhere, goal bottom right, pit in the middle
SIZE = 4
GOAL = (3, 3)
PIT = (1, 2)
MOVES = [(-1, 0), (1, 0), (0, -1), (0, 1)]


class World:
    def reset(self):
        while True:
            self.pos = (np.random.randint(SIZE), np.random.randint(SIZE))
            if self.pos not in (GOAL, PIT):
                return encode(self.pos)

    def step(self, action):
        dr, dc = MOVES[action]
        r = min(max(self.pos[0] + dr, 0), SIZE - 1)
        c = min(max(self.pos[1] + dc, 0), SIZE - 1)
        self.pos = (r, c)
        if self.pos == GOAL:
            return encode(self.pos), 1.0, True
        if self.pos == PIT:
            return encode(self.pos), -1.0, True
        return encode(self.pos), -0.02, False


def encode(pos):
    v = np.zeros(2 * SIZE)
    v[pos[0]] = 1
    v[SIZE + pos[1]] = 1
    return v


class Adam:
    def __init__(self, params, alpha=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
        self.params = params
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps
        self.ms = [np.zeros_like(p) for p in params]
        self.vs = [np.zeros_like(p) for p in params]
        self.t = 0

    def update(self, grads):
        self.t += 1
        for p, g, m, v in zip(self.params, grads, self.ms, self.vs):
            m = self.beta1 * m + (1 - self.beta1) * g
            v = self.beta2 * v + (1 - self.beta2) * g * g
            m_hat = m / (1 - self.beta1 ** self.t)
            v_hat = v / (1 - self.beta2 ** self.t)
            p -= self.alpha * m_hat / (np.sqrt(v_hat) + self.eps)


class QNet:
    def __init__(self, n_in, n_hidden, n_out):
        self.W1 = np.random.randn(n_in, n_hidden) * np.sqrt(2 / n_in)
        self.b1 = np.zeros(n_hidden)
        self.W2 = np.random.randn(n_hidden, n_hidden) * np.sqrt(2 / n_hidden)
        self.b2 = np.zeros(n_hidden)
        self.W3 = np.random.randn(n_hidden, n_out) * np.sqrt(1 / n_hidden)
        self.b3 = np.zeros(n_out)

    def params(self):
        return [self.W1, self.b1, self.W2, self.b2, self.W3, self.b3]

    def forward(self, s):
        self.s = s
        self.h1 = np.maximum(s @ self.W1 + self.b1, 0)
        self.h2 = np.maximum(self.h1 @ self.W2 + self.b2, 0)
        return self.h2 @ self.W3 + self.b3

    def backward(self, dq):
        d2 = dq @ self.W3.T * (self.h2 > 0)
        d1 = d2 @ self.W2.T * (self.h1 > 0)
        return [self.s.T @ d1, d1.sum(0), self.h1.T @ d2, d2.sum(0), self.h2.T @ dq, dq.sum(0)]


class Agent:
    def __init__(self, gamma=0.9):
        self.online = QNet(2 * SIZE, 32, 4)
        self.target = QNet(2 * SIZE, 32, 4)
        self.sync()
        self.opt = Adam(self.online.params(), alpha=0.005)
        self.gamma = gamma
        self.memory = []

    def sync(self):
        for a, b in zip(self.target.params(), self.online.params()):
            a[...] = b

    def act(self, s, epsilon):
        if np.random.rand() < epsilon:
            return np.random.randint(4)
        return int(np.argmax(self.online.forward(s[None])))

    def remember(self, *item):
        self.memory.append(item)
        if len(self.memory) > 2000:
            self.memory.pop(0)

    def learn(self, batch_size=32):
        pick = np.random.randint(len(self.memory), size=batch_size)
        s, a, r, s2, done = [np.array(x) for x in zip(*[self.memory[i] for i in pick])]
        y = r + self.gamma * self.target.forward(s2).max(axis=1) * (1 - done)
        q = self.online.forward(s)
        rows = np.arange(batch_size)
        td = q[rows, a] - y
        dq = np.zeros_like(q)
        dq[rows, a] = td / batch_size
        self.opt.update(self.online.backward(dq))
        return np.mean(td ** 2)


def evaluate(agent):
    reached = []
    for r in range(SIZE):
        for c in range(SIZE):
            if (r, c) in (GOAL, PIT):
                continue
            env.pos, ok, total = (r, c), False, 0
            for _ in range(12):
                s, reward, done = env.step(agent.act(encode(env.pos), 0.0))
                if done:
                    ok = reward > 0
                    break
            reached.append(ok)
    return np.mean(reached)


def q_error(agent):
    # distance to the values found by plain value iteration
    V = np.zeros((SIZE, SIZE))
    for _ in range(60):
        Q = np.zeros((SIZE, SIZE, 4))
        for r in range(SIZE):
            for c in range(SIZE):
                for k in range(4):
                    env.pos = (r, c)
                    _, reward, done = env.step(k)
                    Q[r, c, k] = reward + 0.9 * V[env.pos] * (not done)
        V = Q.max(axis=2)
        V[GOAL] = V[PIT] = 0
    diff = [np.abs(agent.online.forward(encode((r, c))[None])[0] - Q[r, c]).mean()
            for r in range(SIZE) for c in range(SIZE) if (r, c) not in (GOAL, PIT)]
    return np.mean(diff)


np.random.seed(3)
env = World()
agent = Agent()
steps = 0
for episode in range(300):
    s, done, losses = env.reset(), False, []
    epsilon = max(0.1, 1 - episode / 150)
    for _ in range(15):
        a = agent.act(s, epsilon)
        s2, r, done = env.step(a)
        agent.remember(s, a, r, s2, float(done))
        s = s2
        steps += 1
        if len(agent.memory) > 100:
            losses.append(agent.learn())
        if steps % 100 == 0:
            agent.sync()
        if done:
            break
    if episode % 40 == 39 and losses:
        print("episode", episode + 1, "td loss %.5f" % np.mean(losses), "mean Q %.3f" % agent.online.forward(
            np.array([encode((i // 4, i % 4)) for i in range(16)])).mean(), "solved", evaluate(agent))
print("distance to the true values:", q_error(agent))
