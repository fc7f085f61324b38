# three spiral arms, network with two hidden layers. everything at top level.
import numpy as np

np.random.seed(3)

N = 60   # points per arm
K = 3
X = np.zeros((N*K, 2))
y = np.zeros(N*K, dtype=int)
for k in range(K):
    r = np.linspace(0.05, 1, N)
    t = np.linspace(k*4, (k+1)*4, N) + np.random.randn(N)*0.15
    X[k*N:(k+1)*N] = np.c_[r*np.sin(t), r*np.cos(t)]
    y[k*N:(k+1)*N] = k

h = 24
W1 = 0.6 * np.random.randn(2, h)
b1 = np.zeros((1, h))
W2 = 0.25 * np.random.randn(h, h)
b2 = np.zeros((1, h))
W3 = 0.25 * np.random.randn(h, K)
b3 = np.zeros((1, K))

step_size = 0.5
reg = 1e-4
num_examples = X.shape[0]

for i in range(2500):
    # forward
    h1 = np.tanh(np.dot(X, W1) + b1)
    h2 = np.tanh(np.dot(h1, W2) + b2)
    scores = np.dot(h2, W3) + b3

    # class probabilities
    exp_scores = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)

    data_loss = np.sum(-np.log(probs[range(num_examples), y])) / num_examples
    reg_loss = 0.5*reg*np.sum(W1*W1) + 0.5*reg*np.sum(W2*W2) + 0.5*reg*np.sum(W3*W3)
    loss = data_loss + reg_loss
    if i % 250 == 0:
        print("iteration %d: loss %f" % (i, loss))

    # gradient on the scores
    dscores = probs.copy()
    dscores[range(num_examples), y] -= 1
    dscores /= num_examples

    # backprop
    dW3 = np.dot(h2.T, dscores)
    db3 = np.sum(dscores, axis=0, keepdims=True)
    dh2 = np.dot(dscores, W3.T) * (1 - h2**2)
    dW2 = np.dot(h1.T, dh2)
    db2 = np.sum(dh2, axis=0, keepdims=True)
    dh1 = np.dot(dh2, W2.T) * (1 - h1**2)
    dW1 = np.dot(X.T, dh1)
    db1 = np.sum(dh1, axis=0, keepdims=True)

    dW3 += reg * W3
    dW2 += reg * W2
    dW1 += reg * W1

    W1 += -step_size * dW1
    b1 += -step_size * db1
    W2 += -step_size * dW2
    b2 += -step_size * db2
    W3 += -step_size * dW3
    b3 += -step_size * db3

hid1 = np.tanh(np.dot(X, W1) + b1)
hid2 = np.tanh(np.dot(hid1, W2) + b2)
predicted_class = np.argmax(np.dot(hid2, W3) + b3, axis=1)
print('training accuracy: %.2f' % (np.mean(predicted_class == y)))
