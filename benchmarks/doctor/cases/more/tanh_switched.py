import numpy as np, random, sys

USE = 'tanh'      # 'sigmoid'

def act(v):
    if USE == 'tanh':
        return np.tanh(v)
    return 1.0 / (1.0 + np.exp(-v))

def act_slope(a):
    """slope of act, a is what act returned"""
    return a * (1.0 - a)

class Brain:

    def __init__(self, shape, step=0.05, momentum=0.5):
        self.shape = shape
        self.step = step
        self.momentum = momentum
        self.links = []
        self.prev = []
        for a, b in zip(shape, shape[1:]):
            # one more row: bias
            self.links.append(np.random.uniform(-1, 1, (a + 1, b)) / np.sqrt(a + 1))
            self.prev.append(np.zeros((a + 1, b)))
        self.states = []

    def think(self, v):
        self.states = []
        v = np.atleast_2d(v)
        for w in self.links:
            v = np.hstack([v, [[1.0]]])
            self.states.append(v)
            v = act(v @ w)
        self.states.append(v)
        return v[0]

    def teach(self, v, wanted):
        got = self.think(v)
        back = (np.atleast_2d(wanted) - got) * act_slope(self.states[-1])
        moves = []
        for k in range(len(self.links) - 1, -1, -1):
            moves.insert(0, self.step * self.states[k].T @ back)
            if k:
                back = (back @ self.links[k].T * act_slope(self.states[k]))[:, :-1]
        for k, mv in enumerate(moves):
            self.prev[k] = mv + self.momentum * self.prev[k]
            self.links[k] += self.prev[k]
        return float(np.sum((wanted - got) ** 2))

def judge(brain, samples):
    return sum(float(np.sum((np.array(w) - brain.think(v)) ** 2)) for v, w in samples) / len(samples)

# three bit parity, +-1 in and 0.8 / -0.8 out
samples = []
for n in range(8):
    bits = [(n >> k) & 1 for k in range(3)]
    odd = sum(bits) % 2
    samples.append(([2 * b - 1 for b in bits], [0.8 if odd else -0.8]))

brain = Brain((3, 8, 1))
turn = 0
err = 9.0
while err > 0.01 and turn < 1500:
    for v, w in random.sample(samples, len(samples)):
        brain.teach(v, w)
    turn += 1
    err = judge(brain, samples)
    if turn % 100 == 0:
        print(turn, err)
        sys.stdout.flush()

print("turns", turn, "error", err)
for v, w in samples:
    print(v, w, brain.think(v))
