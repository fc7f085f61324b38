import numpy as np

N_STATES = 8
ACTIONS = ['left', 'right']
GAMMA = 0.9
EPISODES = 300
MAX_STEPS = 40


def encode(s):
    v = np.zeros((1, N_STATES))
    v[0, s] = 1
    return v


def env_step(s, a):
    s2 = max(0, s - 1) if a == 0 else s + 1
    if s2 == N_STATES - 1:
        return s2, 1.0, True
    return s2, 0.0, False


class QNet:
    def __init__(self, n_hidden=16, lr=0.1):
        self.lr = lr
        self.w1 = np.random.randn(N_STATES, n_hidden) * 0.5
        self.b1 = np.zeros((1, n_hidden))
        self.w2 = np.random.randn(n_hidden, len(ACTIONS)) * 0.5
        self.b2 = np.zeros((1, len(ACTIONS)))

    def predict(self, state):
        self.state = state
        self.h = np.tanh(state @ self.w1 + self.b1)
        self.out = self.h @ self.w2 + self.b2
        return self.out

    def fit(self, target):
        d_out = self.out - target
        d_h = (d_out @ self.w2.T) * (1 - self.h ** 2)
        self.w2 -= self.lr * self.h.T @ d_out
        self.b2 -= self.lr * d_out
        self.w1 -= self.lr * self.state.T @ d_h
        self.b1 -= self.lr * d_h
        return float(np.sum(d_out ** 2))


class DQNAgent:
    def __init__(self):
        self.model = QNet()
        self.epsilon = 1.0
        self.epsilon_min = 0.05
        self.epsilon_decay = 0.98

    def act(self, s):
        if np.random.rand() <= self.epsilon:
            return np.random.randint(2)
        return int(np.argmax(self.model.predict(encode(s))[0]))

    def learn(self, s, a, r, s2, done):
        target = r
        if not done:
            target = r + GAMMA * np.amax(self.model.predict(encode(s2))[0])
        target_f = self.model.predict(encode(s))
        target_f[0][a] = target
        return self.model.fit(target_f)


agent = DQNAgent()
for e in range(EPISODES):
    s = 0
    loss = 0
    for t in range(MAX_STEPS):
        a = agent.act(s)
        s2, r, done = env_step(s, a)
        loss += agent.learn(s, a, r, s2, done)
        s = s2
        if done:
            break
    if agent.epsilon > agent.epsilon_min:
        agent.epsilon *= agent.epsilon_decay
    if e % 30 == 0:
        print("episode: {}/{}, steps: {}, loss: {:.4f}, e: {:.2}".format(e, EPISODES, t + 1, loss, agent.epsilon))

for s in range(N_STATES - 1):
    q = agent.model.predict(encode(s))[0]
    print(s, q, ACTIONS[int(np.argmax(q))])
