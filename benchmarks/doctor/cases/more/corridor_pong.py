import numpy as np
np.random.seed(21)

# a corridor of 7 cells, start in the middle, the door is at the right end.
# +1 for the door, -1 for falling out at the left, 0 else. At most 40 moves.
D = 7
H = 16
gamma = 0.9
batch_size = 10
learning_rate = 0.02

model = {}
model['W1'] = np.random.randn(H, D) / np.sqrt(D)
model['W2'] = np.random.randn(H) / np.sqrt(H)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def discount_rewards(r):
    """ take 1D array of rewards and compute discounted reward """
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(0, r.size)):
        running_add = running_add * gamma + r[t]
        discounted_r[t] = running_add
    return discounted_r


def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0
    return sigmoid(np.dot(model['W2'], h)), h


def policy_backward(epx, eph, epdlogp):
    dW2 = np.dot(eph.T, epdlogp).ravel()
    dh = np.outer(epdlogp, model['W2'])
    dh[eph <= 0] = 0
    return {'W1': np.dot(dh.T, epx), 'W2': dW2}


def step(cell, right):
    # the floor is slippery, every fourth move goes the other way
    if np.random.rand() < 0.25:
        right = not right
    cell = cell + 1 if right else cell - 1
    if cell == D - 1:
        return cell, 1, True
    if cell == 0:
        return cell, -1, True
    return cell, 0, False


grad_buffer = {k: np.zeros_like(v) for k, v in model.items()}
results = []
for episode in range(1, 1201):
    cell, done = 3, False
    xs, hs, dlogps, rewards = [], [], [], []
    while not done and len(xs) < 40:
        x = np.zeros(D)
        x[cell] = 1.0
        aprob, h = policy_forward(x)
        right = np.random.uniform() < aprob
        xs.append(x)
        hs.append(h)
        dlogps.append((1.0 if right else 0.0) - aprob)
        cell, reward, done = step(cell, right)
        rewards.append(reward)

    discounted = discount_rewards(np.array(rewards))
    epdlogp = np.array(dlogps) * discounted
    grad = policy_backward(np.vstack(xs), np.vstack(hs), epdlogp)
    for k in model:
        grad_buffer[k] += grad[k]

    if episode % batch_size == 0:
        for k in model:
            model[k] += learning_rate * grad_buffer[k]
            grad_buffer[k] = np.zeros_like(model[k])

    results.append(sum(rewards))
    if episode % 200 == 0:
        print('episode', episode, 'mean result of the last 200:', np.mean(results[-200:]))

for cell in range(1, D - 1):
    print('cell', cell, 'goes right with', policy_forward(np.eye(D)[cell])[0])
