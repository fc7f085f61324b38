import numpy as np
from sklearn.datasets import load_digits

rng = np.random.RandomState(10)

SIZES = [64, 40, 40, 40, 40, 10]
N_PARAMS = sum((a + 1) * b for a, b in zip(SIZES, SIZES[1:]))


def unroll(vec):
    """views of the long vector: one (weights, bias) pair per layer"""
    pairs, pos = [], 0
    for a, b in zip(SIZES, SIZES[1:]):
        W = vec[pos:pos + a * b].reshape(a, b)
        pos += a * b
        c = vec[pos:pos + b]
        pos += b
        pairs.append((W, c))
    return pairs


def cost_and_grad(theta, X, Y):
    layers = unroll(theta)
    grad = np.empty_like(theta)
    glayers = unroll(grad)
    acts = [X]
    for W, c in layers[:-1]:
        acts.append(np.tanh(acts[-1] @ W + c))
    W, c = layers[-1]
    out = acts[-1] @ W + c
    out -= out.max(axis=1, keepdims=True)
    logp = out - np.log(np.exp(out).sum(axis=1, keepdims=True))
    J = -(Y * logp).sum() / len(X)

    delta = (np.exp(logp) - Y) / len(X)
    for l in range(len(layers) - 1, -1, -1):
        gW, gc = glayers[l]
        gW[:] = acts[l].T @ delta
        gc[:] = delta.sum(axis=0)
        if l > 0:
            delta = (delta @ layers[l][0].T) * (1 - acts[l] ** 2)
    return J, grad


def predict(theta, X):
    a = X
    for W, c in unroll(theta)[:-1]:
        a = np.tanh(a @ W + c)
    W, c = unroll(theta)[-1]
    return (a @ W + c).argmax(axis=1)


X, labels = load_digits(return_X_y=True)
X = (X - 5) / 6
Y = np.eye(10)[labels]
shuffle = rng.permutation(len(X))
tr, te = shuffle[:1400], shuffle[1400:]

theta = np.zeros(N_PARAMS)
for W, c in unroll(theta):
    W[:] = rng.randn(*W.shape) / np.sqrt(W.shape[0])

print("number of parameters:", N_PARAMS)
for epoch in range(25):
    costs = []
    order = rng.permutation(tr)
    for k in range(0, len(order), 50):
        rows = order[k:k + 50]
        J, grad = cost_and_grad(theta, X[rows], Y[rows])
        theta -= 0.1 * grad
        costs.append(J)
    if epoch % 4 == 0:
        print("epoch %2d  cost %.4f  test accuracy %.3f" % (epoch, np.mean(costs), np.mean(predict(theta, X[te]) == labels[te])))
