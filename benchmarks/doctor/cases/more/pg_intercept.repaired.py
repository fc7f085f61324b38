""" Policy gradients like in "Pong from pixels", but on a tiny game of my own so that it runs in seconds.
The ball comes from the left in one of 8 rows, the paddle moves UP or DOWN on every frame. """
import numpy as np

np.random.seed(4)

# hyperparameters
H = 16              # number of hidden layer neurons
batch_size = 10     # every how many episodes to do a param update?
learning_rate = 1e-2
gamma = 0.95        # discount factor for reward
decay_rate = 0.99   # decay factor for RMSProp leaky sum of grad^2
ROWS, COLS = 8, 8
D = 2 * ROWS + 1

model = {}
model['W1'] = np.random.randn(H, D) / np.sqrt(D)
model['W2'] = np.random.randn(H) / np.sqrt(H)

grad_buffer = {k: np.zeros_like(v) for k, v in model.items()}
rmsprop_cache = {k: np.zeros_like(v) for k, v in model.items()}


class Game:
    def reset(self):
        self.ball, self.col = np.random.randint(ROWS), 0
        self.paddle = ROWS // 2
        return self.frame()

    def frame(self):
        x = np.zeros(D)
        x[self.ball] = 1
        x[ROWS + self.paddle] = 1
        x[-1] = 1
        return x

    def step(self, up):
        self.paddle = np.clip(self.paddle + (1 if up else -1), 0, ROWS - 1)
        self.col += 1
        done = self.col == COLS
        reward = 0.0
        if done:
            reward = 1.0 if abs(self.paddle - self.ball) <= 1 else -1.0
        return self.frame(), reward, done


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def discount_rewards(r):
    """ take 1D float array of rewards and compute discounted reward """
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(0, r.size)):
        if r[t] != 0:
            running_add = 0  # reset the sum, since this was a game boundary
        running_add = running_add * gamma + r[t]
        discounted_r[t] = running_add
    return discounted_r


def policy_forward(x):
    h = np.dot(model['W1'], x)
    h[h < 0] = 0
    logp = np.dot(model['W2'], h)
    return sigmoid(logp), h


def policy_backward(epx, eph, epdlogp):
    dW2 = np.dot(eph.T, epdlogp).ravel()
    dh = np.outer(epdlogp, model['W2'])
    dh[eph <= 0] = 0
    dW1 = np.dot(dh.T, epx)
    return {'W1': dW1, 'W2': dW2}


env = Game()
running_reward = None
for episode_number in range(1, 2001):
    xs, hs, dlogps, drs = [], [], [], []
    x = env.reset()
    done = False
    while not done:
        aprob, h = policy_forward(x)
        up = np.random.uniform() < aprob
        xs.append(x)
        hs.append(h)
        y = 1 if up else 0  # a "fake label"
        dlogps.append(y - aprob)
        x, reward, done = env.step(up)
        drs.append(reward)

    epx, eph = np.vstack(xs), np.vstack(hs)
    epdlogp, epr = np.array(dlogps), np.array(drs)
    epdlogp *= discount_rewards(epr)
    grad = policy_backward(epx, eph, epdlogp)
    for k in model:
        grad_buffer[k] += grad[k]

    if episode_number % batch_size == 0:
        for k, v in model.items():
            g = grad_buffer[k]
            rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g ** 2
            model[k] += learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)
            grad_buffer[k] = np.zeros_like(v)

    reward_sum = sum(drs)
    running_reward = reward_sum if running_reward is None else running_reward * 0.99 + reward_sum * 0.01
    if episode_number % 250 == 0:
        print('ep %d: running mean %f' % (episode_number, running_reward))
