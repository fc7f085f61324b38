#!/usr/bin/env python
# cs231n toy example, 3 spiral arms, with RMSprop instead of vanilla SGD
import numpy as np

np.random.seed(0)
N = 100 # number of points per class
D = 2 # dimensionality
K = 3 # number of classes
X = np.zeros((N*K,D))
y = np.zeros(N*K, dtype='uint8')
for j in range(K):
  ix = range(N*j,N*(j+1))
  r = np.linspace(0.0,1,N) # radius
  t = np.linspace(j*4,(j+1)*4,N) + np.random.randn(N)*0.2 # theta
  X[ix] = np.c_[r*np.sin(t), r*np.cos(t)]
  y[ix] = j
#plt.scatter(X[:, 0], X[:, 1], c=y, s=40, cmap=plt.cm.Spectral)

# initialize parameters randomly
h = 60 # size of hidden layer
W = 0.5 * np.random.randn(D,h)
b = np.zeros((1,h))
W2 = 0.1 * np.random.randn(h,K)
b2 = np.zeros((1,K))
cache = [np.zeros_like(p) for p in (W, b, W2, b2)]

# some hyperparameters
step_size = 5e-3
decay_rate = 0.9
eps = 1e-8
reg = 1e-4 # regularization strength

num_examples = X.shape[0]
for i in range(1500):
  # evaluate class scores, [N x K]
  hidden_layer = np.maximum(0, np.dot(X, W) + b) # note, ReLU activation
  scores = np.dot(hidden_layer, W2) + b2

  # compute the class probabilities
  exp_scores = np.exp(scores - scores.max(axis=1, keepdims=True))
  probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True) # [N x K]

  # compute the loss: average cross-entropy loss and regularization
  corect_logprobs = -np.log(probs[range(num_examples),y] + 1e-300)
  data_loss = np.sum(corect_logprobs)/num_examples
  reg_loss = 0.5*reg*np.sum(W*W) + 0.5*reg*np.sum(W2*W2)
  loss = data_loss + reg_loss
  if i % 150 == 0:
    print("iteration %d: loss %f" % (i, loss))

  # compute the gradient on scores
  dscores = probs
  dscores[range(num_examples),y] -= 1
  dscores /= num_examples

  # backpropate the gradient to the parameters
  dW2 = np.dot(hidden_layer.T, dscores)
  db2 = np.sum(dscores, axis=0, keepdims=True)
  dhidden = np.dot(dscores, W2.T)
  dhidden[hidden_layer <= 0] = 0
  dW = np.dot(X.T, dhidden)
  db = np.sum(dhidden, axis=0, keepdims=True)
  dW2 += reg * W2
  dW += reg * W

  # rmsprop parameter update
  for k, (p, dp) in enumerate(zip((W, b, W2, b2), (dW, db, dW2, db2))):
    cache[k] = decay_rate * cache[k] + (1 - decay_rate) * dp**2
    p += -step_size * dp / (np.sqrt(cache[k]) + eps)

# evaluate training set accuracy
hidden_layer = np.maximum(0, np.dot(X, W) + b)
scores = np.dot(hidden_layer, W2) + b2
predicted_class = np.argmax(scores, axis=1)
acc = np.mean(predicted_class == y)
print('training accuracy: %.2f' % acc)
