"""
Contextual bandit: which of four headlines to show to which reader. Policy is a small
softmax network, trained with REINFORCE and a running baseline. Only numpy.
"""
import numpy as np

N_FEATURES, N_HIDDEN, N_ARMS = 6, 12, 4


class Readers:
    """ each kind of reader has a headline it clicks on """
    def __init__(self):
        self.prototypes = np.array([[1, 0, 0, 1, 0, 0], [0, 1, 0, 1, 0, 0], [1, 0, 0, 0, 1, 1], [0, 1, 0, 0, 1, 1]], float)
        self.favourite = [2, 0, 3, 1]

    def visit(self):
        kind = np.random.randint(4)
        return kind, self.prototypes[kind] + np.random.normal(0, 0.15, N_FEATURES)

    def click(self, kind, arm):
        p = 0.85 if arm == self.favourite[kind] else 0.15
        return float(np.random.rand() < p)


class Policy:
    def __init__(self, lr):
        self.lr = lr
        self.params = {
            'W1': np.random.randn(N_FEATURES, N_HIDDEN) / np.sqrt(N_FEATURES),
            'b1': np.zeros(N_HIDDEN),
            'W2': np.random.randn(N_HIDDEN, N_ARMS) * 0.1,
            'b2': np.zeros(N_ARMS),
        }

    def probs(self, x):
        self.x = x
        self.h = np.tanh(x @ self.params['W1'] + self.params['b1'])
        z = self.h @ self.params['W2'] + self.params['b2']
        e = np.exp(z - z.max())
        self.p = e / e.sum()
        return self.p

    def grad_log(self, arm):
        """ gradient of -log p(arm) for the last reader """
        dz = self.p.copy()
        dz[arm] -= 1.0
        dh = self.params['W2'] @ dz * (1 - self.h ** 2)
        return {'W2': np.outer(self.h, dz), 'b2': dz, 'W1': np.outer(self.x, dh), 'b1': dh}

    def apply(self, grads):
        for name, g in grads.items():
            self.params[name] += self.lr * g


class Baseline:
    def __init__(self, rate=0.02):
        self.value = 0.0
        self.rate = rate

    def update(self, r):
        self.value += self.rate * (r - self.value)


def entropy(p):
    return -np.sum(p * np.log(p + 1e-12))


readers = Readers()
policy = Policy(lr=0.5)
baseline = Baseline()
batch = 16
clicks = []
table = np.zeros((4, N_ARMS), dtype=int)

for step in range(1500):
    total = {k: np.zeros_like(v) for k, v in policy.params.items()}
    got = []
    for _ in range(batch):
        kind, x = readers.visit()
        p = policy.probs(x)
        arm = np.random.choice(N_ARMS, p=p)
        r = readers.click(kind, arm)
        advantage = r - baseline.value
        for k, g in policy.grad_log(arm).items():
            total[k] += advantage * g / batch
        got.append(r)
        if step >= 1400:
            table[kind, arm] += 1
    policy.apply(total)
    for r in got:
        baseline.update(r)
    clicks.append(np.mean(got))
    if step % 150 == 149:
        print("step %4d  click rate %.3f  baseline %.3f  entropy %.3f" % (
            step + 1, np.mean(clicks[-150:]), baseline.value, entropy(p)))

print("what was shown to whom, last 100 steps")
print(table)
print("click rate at the end", np.mean(clicks[-100:]))
