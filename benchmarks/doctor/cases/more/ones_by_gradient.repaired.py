"""Toy from a blog about recurrent nets: count the ones in a sequence.

state_k = state_(k-1) * wRec + x_k * wx,   the answer is the last state.
Perfect parameters are wx = 1, wRec = 1.
"""
import numpy as np

np.random.seed(1)

nb_of_samples = 40
sequence_len = 20
X = np.around(np.random.rand(nb_of_samples, sequence_len))
t = np.sum(X, axis=1)


def forward_states(X, wx, wRec):
    S = np.zeros((X.shape[0], X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = S[:, k] * wRec + X[:, k] * wx
    return S


def output_gradient(y, t):
    return 2.0 * (y - t) / len(t)


def backward_gradient(X, S, grad_out, wRec):
    grad_over_time = np.zeros((X.shape[0], X.shape[1] + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = 0
    wRec_grad = 0
    for k in range(X.shape[1], 0, -1):
        wx_grad += np.sum(grad_over_time[:, k] * X[:, k - 1])
        wRec_grad += np.sum(grad_over_time[:, k] * S[:, k - 1])
        grad_over_time[:, k - 1] = grad_over_time[:, k] * wRec
    return np.array([wx_grad, wRec_grad])


W = np.array([-1.5, 1.2])
learning_rate = 0.001

for i in range(2000):
    S = forward_states(X, W[0], W[1])
    gradient = backward_gradient(X, S, output_gradient(S[:, -1], t), W[1])
    step = gradient * min(1.0, 3.0 / np.linalg.norm(gradient))
    W = W - learning_rate * step
    if i in (0, 1, 2, 3, 4, 5, 10, 50) or i % 500 == 499:
        print('iteration', i, 'cost', np.mean((S[:, -1] - t) ** 2), 'wx, wRec:', W)

test = np.array([[0., 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0]])
answer = forward_states(test, W[0], W[1])[0, -1]
print('answer %.2f, ones in the row %d' % (answer, test.sum()))
