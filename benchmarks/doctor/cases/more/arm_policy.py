import numpy as np

np.random.seed(6)

N_ARMS = 4
N_FEATURES = 3

# what each arm really pays for each kind of visitor; the learner never sees this
PAYS = np.array([[0.9, 0.2, 0.1, 0.3],
                 [0.1, 0.8, 0.3, 0.2],
                 [0.2, 0.1, 0.3, 0.9]])


def visitor():
    kind = np.random.randint(N_FEATURES)
    x = np.zeros(N_FEATURES)
    x[kind] = 1.0
    return kind, x


def pull(kind, arm):
    return float(np.random.rand() < PAYS[kind, arm])


def softmax(scores):
    e = np.exp(scores - scores.max())
    return e / e.sum()


theta = np.zeros((N_FEATURES, N_ARMS))
bias = np.zeros(N_ARMS)
baseline = 0.0
step_size = 0.1
rewards = []

for trial in range(6000):
    kind, x = visitor()
    probs = softmax(x @ theta + bias)
    arm = np.random.choice(N_ARMS, p=probs)
    reward = pull(kind, arm)

    advantage = reward - baseline
    baseline += 0.01 * (reward - baseline)

    grad_log = probs.copy()
    grad_log[arm] -= 1.0
    theta += step_size * advantage * np.outer(x, grad_log)
    bias += step_size * advantage * grad_log

    rewards.append(reward)
    if (trial + 1) % 1000 == 0:
        print('trial', trial + 1, 'mean reward of the last 1000:', np.mean(rewards[-1000:]))

print('guessing would give', PAYS.mean().round(3), ', the best policy', PAYS.max(axis=1).mean().round(3))
for kind in range(N_FEATURES):
    print('kind', kind, 'policy', softmax(theta[kind] + bias).round(2), 'pays', PAYS[kind])
