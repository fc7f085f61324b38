import numpy as np
import random
from collections import deque


class QNet:
    def __init__(self, n_in, n_hidden, n_out, lr):
        self.w1 = np.random.randn(n_in, n_hidden) * np.sqrt(2. / n_in)
        self.b1 = np.zeros((1, n_hidden))
        self.w2 = np.random.randn(n_hidden, n_out) * np.sqrt(2. / n_hidden)
        self.b2 = np.zeros((1, n_out))
        self.lr = lr

    def predict(self, s):
        self.z1 = s.dot(self.w1) + self.b1
        self.a1 = np.maximum(self.z1, 0)
        return self.a1.dot(self.w2) + self.b2

    def train(self, s, target):
        q = self.predict(s)
        m = s.shape[0]
        dq = 2 * (q - target) / m
        dw2 = self.a1.T.dot(dq)
        db2 = np.sum(dq, axis=0, keepdims=True)
        da1 = dq.dot(self.w2.T)
        dz1 = da1 * (self.z1 > 0)
        dw1 = s.T.dot(dz1)
        db1 = np.sum(dz1, axis=0, keepdims=True)
        self.w1 -= self.lr * dw1
        self.b1 -= self.lr * db1
        self.w2 -= self.lr * dw2
        self.b2 -= self.lr * db2
        return np.mean((q - target) ** 2)


def step(pos, a):
    pos = max(0, min(5, pos + (1 if a == 1 else -1)))
    return pos, (1.0 if pos == 5 else 0.0), pos == 5


def onehot(p):
    v = np.zeros((1, 6))
    v[0, p] = 1
    return v


np.random.seed(1)
random.seed(1)
net = QNet(6, 16, 2, 0.05)
memory = deque(maxlen=500)
eps = 1.0
for ep in range(80):
    s = 0
    total = 0
    for t in range(20):
        a = random.randint(0, 1) if random.random() < eps else int(np.argmax(net.predict(onehot(s))))
        s2, r, done = step(s, a)
        memory.append((s, a, r, s2, done))
        s = s2
        total += r
        if len(memory) >= 16:
            batch = random.sample(memory, 16)
            states = np.vstack([onehot(b[0]) for b in batch])
            nexts = np.vstack([onehot(b[3]) for b in batch])
            target = net.predict(states).copy()
            q_next = net.predict(nexts)
            for i, (_, a_, r_, _, d_) in enumerate(batch):
                target[i, a_] = r_ if d_ else r_ + 0.9 * np.max(q_next[i])
            loss = net.train(states, target)
        if done:
            break
    eps = max(0.1, eps * 0.95)
    if ep % 10 == 0:
        print(ep, total, round(float(loss), 5) if len(memory) >= 16 else None)
