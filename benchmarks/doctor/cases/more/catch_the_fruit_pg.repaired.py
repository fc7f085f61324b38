""" policy gradient after Pong from pixels, but the game is a basket of width 1 under a falling fruit """
import numpy as np

WIDTH, HEIGHT = 9, 9
H = 12
batch_size = 10
learning_rate = 1e-2
gamma = 0.95
decay_rate = 0.99

model = {}
model['W1'] = np.random.randn(H, 4) / np.sqrt(4)
model['W2'] = np.random.randn(H) / np.sqrt(H)

grad_buffer = {k: np.zeros_like(v) for k, v in model.items()}
rmsprop_cache = {k: np.zeros_like(v) for k, v in model.items()}


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def discount_rewards(r):
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(r.size)):
        running_add = running_add * gamma + r[t]
        discounted_r[t] = running_add
    return discounted_r


def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0
    logp = np.dot(model['W2'], h)
    return sigmoid(logp), h


def policy_backward(eph, epdlogp):
    dW2 = np.dot(eph.T, epdlogp).ravel()
    dh = np.outer(epdlogp, model['W2'])
    dh[eph <= 0] = 0
    dW1 = np.dot(dh.T, epx)
    return {'W1': dW1, 'W2': dW2}


def play(learn=True):
    xs, hs, dlogps, rs = [], [], [], []
    fruit, basket = np.random.randint(WIDTH), np.random.randint(WIDTH)
    wind = np.random.choice([-1, 1])                    # turns the two keys round
    for row in range(HEIGHT):
        x = np.array([1.0, fruit / 4 - 1, basket / 4 - 1, wind])
        aprob, h = policy_forward(x)
        y = 1 if np.random.uniform() < aprob else 0     # the two keys
        before = abs(fruit - basket)
        basket = min(WIDTH - 1, max(0, basket + (wind if y else -wind)))
        xs.append(x)
        hs.append(h)
        dlogps.append(y - aprob)
        rs.append(float(before - abs(fruit - basket)))
    return np.vstack(xs), np.vstack(hs), np.vstack(dlogps), np.array(rs)


running_reward = None
for episode in range(1, 3001):
    epx, eph, epdlogp, epr = play()
    discounted_epr = discount_rewards(epr)
    discounted_epr -= np.mean(discounted_epr)
    discounted_epr /= np.std(discounted_epr) + 1e-8

    epdlogp *= discounted_epr[:, None]
    grad = policy_backward(eph, epdlogp)
    for k in model:
        grad_buffer[k] += grad[k]

    if episode % batch_size == 0:
        for k, v in model.items():
            g = grad_buffer[k]
            rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g ** 2
            model[k] += learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)
            grad_buffer[k] = np.zeros_like(v)

    reward_sum = epr.sum()
    running_reward = reward_sum if running_reward is None else running_reward * 0.99 + reward_sum * 0.01
    if episode % 300 == 0:
        print('episode', episode, 'running mean', running_reward)
