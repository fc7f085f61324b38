import numpy as np


class Pendel:
    """Pole on a cart, Euler steps; actions: push left, push right."""

    def reset(self):
        self.x = np.random.uniform(-0.05, 0.05, 4)
        self.n = 0
        return self.x.copy()

    def step(self, a):
        x, v, th, om = self.x
        f = 10.0 if a == 1 else -10.0
        s, c = np.sin(th), np.cos(th)
        tmp = (f + 0.05 * om ** 2 * s) / 1.1
        acc = (9.8 * s - c * tmp) / (0.5 * (4 / 3 - 0.1 * c ** 2 / 1.1))
        self.x = np.array([x + 0.02 * v, v + 0.02 * (tmp - 0.05 * acc * c / 1.1), th + 0.02 * om, om + 0.02 * acc])
        self.n += 1
        fallen = bool(abs(self.x[2]) > 0.21 or abs(self.x[0]) > 2.4)
        return self.x.copy(), 1.0 if not fallen else 0.0, fallen


SCALE = np.array([1.0, 1.5, 0.1, 1.5])


class Model:
    def __init__(self, *sizes):
        self.W = [np.random.randn(a, b) * np.sqrt(2.0 / a) for a, b in zip(sizes[:-1], sizes[1:])]
        self.b = [np.zeros(b) for b in sizes[1:]]
        self.sq = [np.zeros_like(p) for p in self.W + self.b]

    def __call__(self, S):
        self.acts = [S / SCALE]
        for i, (W, b) in enumerate(zip(self.W, self.b)):
            z = self.acts[-1] @ W + b
            self.acts.append(z if i == len(self.W) - 1 else np.maximum(z, 0))
        return self.acts[-1]

    def fit_gradient(self, d, lr, rho=0.95):
        gW, gb = [None] * len(self.W), [None] * len(self.b)
        for i in reversed(range(len(self.W))):
            gW[i], gb[i] = self.acts[i].T @ d, d.sum(axis=0)
            d = (d @ self.W[i].T) * (self.acts[i] > 0)
        for p, g, sq in zip(self.W + self.b, gW + gb, self.sq):
            sq *= rho
            sq += (1 - rho) * g * g
            p -= lr * g / np.sqrt(sq + 1e-6)

    def copy_from(self, other):
        self.W = [w.copy() for w in other.W]
        self.b = [b.copy() for b in other.b]


class Agent:
    def __init__(self, discount=0.95, lr=0.001, batch=32):
        self.net, self.frozen = Model(4, 32, 32, 2), Model(4, 32, 32, 2)
        self.frozen.copy_from(self.net)
        self.discount, self.lr, self.batch = discount, lr, batch
        self.S, self.A, self.R, self.NS, self.T = [], [], [], [], []

    def action(self, s, eps):
        if np.random.rand() < eps:
            return np.random.randint(2)
        return int(np.argmax(self.net(s[None, :])))

    def observe(self, s, a, r, ns, t):
        for lst, v in zip((self.S, self.A, self.R, self.NS, self.T), (s, a, r, ns, t)):
            lst.append(v)

    def train(self):
        i = np.random.randint(len(self.S), size=self.batch)
        S, NS = np.array([self.S[k] for k in i]), np.array([self.NS[k] for k in i])
        A, R = np.array([self.A[k] for k in i]), np.array([self.R[k] for k in i])
        T = np.array([self.T[k] for k in i], dtype=float)
        future_value = (1 - T) * self.frozen(NS).max(axis=1)
        target = R + self.discount * future_value
        VS = self.net(S)
        rows = np.arange(self.batch)
        diff = VS[rows, A] - target
        cost = (diff ** 2).mean()
        dVS = np.zeros_like(VS)
        np.add.at(dVS, (rows, A), 2 * diff / diff.size)
        self.net.fit_gradient(dVS, self.lr)
        return cost


def lasting(agent, env, eps, learn, limit=150):
    s, costs = env.reset(), []
    for n in range(limit):
        a = agent.action(s, eps)
        ns, r, t = env.step(a)
        if learn:
            agent.observe(s, a, r, ns, t)
            if len(agent.S) > 200:
                costs.append(agent.train())
                if len(agent.S) % 100 == 0:
                    agent.frozen.copy_from(agent.net)
        s = ns
        if t:
            break
    return n + 1, costs


np.random.seed(1)
env, agent = Pendel(), Agent()
episode = 0
while len(agent.S) < 3500:
    steps, costs = lasting(agent, env, max(0.05, 1 - len(agent.S) / 1500), True)
    if episode % 40 == 0:
        print("episode", episode, "steps", steps, "cost", np.mean(costs) if costs else "-")
    episode += 1
result = np.mean([lasting(agent, env, 0.0, False)[0] for _ in range(20)])
print("steps without exploring:", result)
