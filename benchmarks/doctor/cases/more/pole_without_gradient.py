import numpy as np

# evolution strategies on a pole, no gradient anywhere
np.random.seed(25)

GRAVITY, LENGTH, FORCE, DT = 9.8, 0.5, 10.0, 0.02


def rollout(theta, limit=300, rng=np.random):
    s = rng.uniform(-0.05, 0.05, 4)
    W1, W2 = theta[:24].reshape(4, 6), theta[24:30]
    for t in range(limit):
        x, v, a, w = s
        push = FORCE if np.tanh(s @ W1) @ W2 > 0 else -FORCE
        tmp = (push + 0.05 * w * w * np.sin(a)) / 1.1
        acc_a = (GRAVITY * np.sin(a) - np.cos(a) * tmp) / (LENGTH * (4 / 3 - 0.1 * np.cos(a) ** 2 / 1.1))
        acc_x = tmp - 0.05 * acc_a * np.cos(a) / 1.1
        s = s + DT * np.array([v, acc_x, w, acc_a])
        if abs(s[0]) > 2.4 or abs(s[2]) > 0.21:
            break
    return t + 1


npop = 30        # population size
sigma = 0.3      # noise standard deviation
alpha = 0.1      # learning rate

theta = np.random.randn(30) * 0.1
for gen in range(25):
    N = np.random.randn(npop, 30)
    R = np.array([rollout(theta + sigma * n) for n in N], dtype=float)
    if gen % 4 == 0:
        print('generation %d. mean of population %.1f, center %d' % (gen, R.mean(), rollout(theta)))
    if R.std() > 0:
        A = (R - R.mean()) / R.std()
        theta = theta + alpha / (npop * sigma) * np.dot(N.T, A) * 3

final = np.mean([rollout(theta) for _ in range(10)])
print('mean steps of the last center', final)
