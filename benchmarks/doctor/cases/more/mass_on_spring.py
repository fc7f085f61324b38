"""
Learn the dynamics of a damped mass on a spring:
network gets (position, velocity) and should return the (position, velocity) one step later.
"""
import numpy as np

dt = 0.1
k, c = 3.0, 0.25


def step(s):
    """one (semi-implicit) Euler step, changes the state directly"""
    s[1] += dt * (-k * s[0] - c * s[1])
    s[0] += dt * s[1]


def simulate(start, n):
    now, later = [], []
    state = np.array(start, dtype=float)
    for _ in range(n):
        now.append(state)
        step(state)
        later.append(state)
    return now, later


def collect(runs, n):
    X, Y = [], []
    for _ in range(runs):
        a, b = simulate(np.random.uniform(-1.5, 1.5, 2), n)
        X += a
        Y += b
    return np.array(X), np.array(Y)


class Net:
    def __init__(self, nin, nh, nout):
        self.W1 = np.random.randn(nin, nh) * np.sqrt(1 / nin)
        self.b1 = np.zeros(nh)
        self.W2 = np.random.randn(nh, nout) * np.sqrt(1 / nh)
        self.b2 = np.zeros(nout)

    def __call__(self, x):
        self.x = x
        self.h = np.tanh(x @ self.W1 + self.b1)
        return self.h @ self.W2 + self.b2

    def backward(self, d):
        gW2 = self.h.T @ d
        gb2 = d.sum(axis=0)
        dh = (d @ self.W2.T) * (1 - self.h ** 2)
        return self.x.T @ dh, dh.sum(axis=0), gW2, gb2

    def update(self, grads, lr):
        for p, g in zip((self.W1, self.b1, self.W2, self.b2), grads):
            p -= lr * g


np.random.seed(21)
X, Y = collect(runs=25, n=40)
print("training pairs:", X.shape, Y.shape)

net = Net(2, 16, 2)
lr = 0.1
for epoch in range(60):
    order = np.random.permutation(len(X))
    for i in range(0, len(X), 20):
        j = order[i:i + 20]
        out = net(X[j])
        net.update(net.backward((out - Y[j]) / len(j)), lr)
    if epoch % 10 == 9:
        print("epoch %3d   training loss %.6f" % (epoch + 1, np.mean((net(X) - Y) ** 2)))

# now use it: one step from 200 random states
s = np.random.uniform(-1.2, 1.2, (200, 2))
truth = s.copy()
for row in truth:
    step(row)
one_step = np.mean((net(s) - truth) ** 2)
print("loss from random states", one_step, "  (doing nothing:", np.mean((s - truth) ** 2), ")")
