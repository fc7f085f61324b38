""" Trains an agent with (stochastic) Policy Gradients on a home made Pong. No gym, only numpy.
    The ball falls down 6 rows, the paddle (3 wide) has to be below it. Reward +1 / -1 at the end. """
import numpy as np

# hyperparameters
H = 24 # number of hidden layer neurons
batch_size = 10 # every how many episodes to do a param update?
learning_rate = 0.1
COLS, ROWS = 7, 6
D = COLS * 2 + 1 # input: ball column, paddle column, row

model = {}
model['W1'] = np.random.randn(H, D) / np.sqrt(D) # "Xavier" initialization
model['W2'] = np.random.randn(H) / np.sqrt(H)

grad_buffer = { k : np.zeros_like(v) for k,v in model.items() } # update buffers that add up gradients over a batch
#rmsprop_cache = { k : np.zeros_like(v) for k,v in model.items() }

def sigmoid(x):
  return 1.0 / (1.0 + np.exp(-x)) # sigmoid "squashing" function to interval [0,1]

def prepro(ball, paddle, row):
  x = np.zeros(D)
  x[ball] = 1
  x[COLS + paddle] = 1
  x[-1] = row / ROWS
  return x

def policy_forward(x):
  h = np.dot(model['W1'], x)
  h[h<0] = 0 # ReLU nonlinearity
  logp = np.dot(model['W2'], h)
  p = sigmoid(logp)
  return p, h # return probability of going right, and hidden state

def policy_backward(eph, epdlogp, epx):
  """ backward pass. (eph is array of intermediate hidden states) """
  dW2 = np.dot(eph.T, epdlogp).ravel()
  dh = np.outer(epdlogp, model['W2'])
  dh[eph <= 0] = 0 # backpro prelu
  dW1 = np.dot(dh.T, epx)
  return {'W1':dW1, 'W2':dW2}

running_reward = None
log = []
for episode_number in range(1, 8001):
  ball, paddle = np.random.randint(COLS), COLS // 2
  xs, hs, dlogps = [], [], []
  for row in range(ROWS):
    x = prepro(ball, paddle, row)
    aprob, h = policy_forward(x)
    action = 1 if np.random.uniform() < aprob else 0 # roll the dice!
    xs.append(x)
    hs.append(h)
    y = 1 if action == 1 else 0 # a "fake label"
    dlogps.append(y - aprob) # grad that encourages the action that was taken to be taken
    paddle = min(COLS - 1, paddle + 1) if action else max(0, paddle - 1) # 1 = right, 0 = left
  reward = 1.0 if abs(ball - paddle) <= 1 else -1.0

  # stack together all inputs, hidden states and action gradients of this episode
  epx = np.vstack(xs)
  eph = np.vstack(hs)
  epdlogp = np.array(dlogps)
  epdlogp *= reward # modulate the gradient with the reward (PG magic happens right here.)
  grad = policy_backward(eph, epdlogp, epx)
  for k in model: grad_buffer[k] += grad[k] # accumulate grad over batch

  # perform parameter update every batch_size episodes
  if episode_number % batch_size == 0:
    for k,v in model.items():
      g = grad_buffer[k] # gradient
      model[k] += learning_rate * g / batch_size
      grad_buffer[k] = np.zeros_like(v) # reset batch gradient buffer

  # boring book-keeping
  log.append(reward)
  running_reward = reward if running_reward is None else running_reward * 0.99 + reward * 0.01
  if episode_number % 500 == 0:
    print('ep %d: reward of the last 500 games: %.3f. running mean: %.3f' % (episode_number, np.mean(log[-500:]), running_reward))
