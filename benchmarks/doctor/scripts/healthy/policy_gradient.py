"""REINFORCE on a contextual bandit: the reward is noisy, the gradient is of an expectation."""
import numpy as np

np.random.seed(4)
W1 = np.random.randn(2, 8) * 0.7
W2 = np.random.randn(8, 3) * 0.3
baseline = 0.0
recent = []
for t in range(3000):
    x = np.random.randn(2)
    best = 0 if x[0] > 0.5 else (1 if x[1] > 0 else 2)
    h = np.tanh(x @ W1)
    z = h @ W2
    p = np.exp(z - z.max())
    p = p / p.sum()
    action = np.random.choice(3, p=p)
    reward = 1.0 if action == best else 0.0
    advantage = reward - baseline
    baseline = 0.99 * baseline + 0.01 * reward
    dz = -p
    dz[action] += 1
    dh = (W2 @ dz) * (1 - h ** 2)
    W2 += 0.1 * advantage * np.outer(h, dz)     # uphill: reward is to grow
    W1 += 0.1 * advantage * np.outer(x, dh)
    recent.append(reward)
    if t % 500 == 499:
        print(t + 1, "mean reward", np.mean(recent[-500:]))
