""" Trains an agent with (stochastic) Policy Gradients on a cart and pole. No gym needed. """
import numpy as np

# hyperparameters
H = 10              # number of hidden layer neurons
batch_size = 5      # every how many episodes to do a param update?
learning_rate = 1e-2
gamma = 0.99        # discount factor for reward
decay_rate = 0.99   # decay factor for RMSProp leaky sum of grad^2
D = 4               # input dimensionality: position, speed, angle, angular speed
total_episodes = 500


class CartPole:
    def __init__(self):
        self.g, self.mc, self.mp, self.l = 9.8, 1.0, 0.1, 0.5
        self.force, self.tau = 10.0, 0.02

    def reset(self):
        self.s = np.random.uniform(-0.05, 0.05, 4)
        self.t = 0
        return self.s

    def step(self, action):
        x, x_dot, th, th_dot = self.s
        f = self.force if action == 1 else -self.force
        mass = self.mc + self.mp
        tmp = (f + self.mp * self.l * th_dot ** 2 * np.sin(th)) / mass
        th_acc = (self.g * np.sin(th) - np.cos(th) * tmp) / (
            self.l * (4.0 / 3.0 - self.mp * np.cos(th) ** 2 / mass))
        x_acc = tmp - self.mp * self.l * th_acc * np.cos(th) / mass
        self.s = np.array([x + self.tau * x_dot, x_dot + self.tau * x_acc,
                           th + self.tau * th_dot, th_dot + self.tau * th_acc])
        self.t += 1
        done = abs(self.s[0]) > 2.4 or abs(self.s[2]) > 0.2095 or self.t >= 200
        return self.s, 1.0, done


model = {}
model['W1'] = np.random.randn(H, D) / np.sqrt(D)  # "Xavier" initialization
model['W2'] = np.random.randn(H) / np.sqrt(H)

grad_buffer = {k: np.zeros_like(v) for k, v in model.items()}    # adds up gradients over a batch
rmsprop_cache = {k: np.zeros_like(v) for k, v in model.items()}  # rmsprop memory


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def discount_rewards(r):
    """ take 1D float array of rewards and compute discounted reward """
    discounted_r = np.zeros_like(r)
    running_add = 0
    for t in reversed(range(0, r.size)):
        running_add = running_add * gamma + r[t]
        discounted_r[t] = running_add
    return discounted_r


def policy_forward(x):
    h = np.tanh(np.dot(model['W1'], x))
    logp = np.dot(model['W2'], h)
    p = sigmoid(logp)
    return p, h  # return probability of pushing right, and hidden state


def policy_backward(epx, eph, epdlogp):
    """ backward pass. (eph is array of intermediate hidden states) """
    dW2 = np.dot(eph.T, epdlogp).ravel()
    dh = np.outer(epdlogp, model['W2'])
    dh *= 1 - eph ** 2  # backprop tanh
    dW1 = np.dot(dh.T, epx)
    return {'W1': dW1, 'W2': dW2}


env = CartPole()
scale = np.array([2.4, 2.0, 0.21, 2.0])
observation = env.reset()
xs, hs, dlogps, drs = [], [], [], []
running_reward = None
reward_sum = 0
episode_number = 0
history = []

while episode_number < total_episodes:
    x = observation / scale

    # forward the policy network and sample an action from the returned probability
    aprob, h = policy_forward(x)
    action = 1 if np.random.uniform() < aprob else 0

    # record various intermediates (needed later for backprop)
    xs.append(x)
    hs.append(h)
    y = 1 if action == 1 else 0
    dlogps.append(y - aprob)  # grad that encourages the action that was taken to be taken

    observation, reward, done = env.step(action)
    reward_sum += reward
    drs.append(reward)

    if done:
        episode_number += 1

        # stack together all inputs, hidden states, action gradients, and rewards for this episode
        epx = np.vstack(xs)
        eph = np.vstack(hs)
        epdlogp = np.vstack(dlogps)
        epr = np.vstack(drs)
        xs, hs, dlogps, drs = [], [], [], []

        # standardize the rewards to be unit normal (helps control the gradient estimator variance)
        discounted_epr = discount_rewards(epr)
        discounted_epr -= np.mean(discounted_epr)
        discounted_epr /= np.std(discounted_epr) + 1e-8

        epdlogp *= discounted_epr  # modulate the gradient with advantage (PG magic happens right here.)
        grad = policy_backward(epx, eph, epdlogp)
        for k in model:
            grad_buffer[k] += grad[k]

        # perform rmsprop parameter update every batch_size episodes
        if episode_number % batch_size == 0:
            for k, v in model.items():
                g = grad_buffer[k]
                rmsprop_cache[k] = decay_rate * rmsprop_cache[k] + (1 - decay_rate) * g ** 2
                model[k] += learning_rate * g / (np.sqrt(rmsprop_cache[k]) + 1e-5)
                grad_buffer[k] = np.zeros_like(v)  # reset batch gradient buffer

        # boring book-keeping
        history.append(reward_sum)
        running_reward = reward_sum if running_reward is None else running_reward * 0.95 + reward_sum * 0.05
        if episode_number % 50 == 0:
            print('ep %d: reward total was %d. running mean: %.2f' % (episode_number, reward_sum, running_reward))
        reward_sum = 0
        observation = env.reset()
