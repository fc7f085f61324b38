import numpy as np

text = ("the king sat on the old throne and the queen sat on the new throne "
        "the cat sat on the old mat and the dog sat on the new mat "
        "a king and a queen saw the cat and the dog saw the king "
        "the old dog saw a new cat on the mat and the queen saw the old king").split()
words = sorted(set(text))
word2Ind = {w: i for i, w in enumerate(words)}
V, N, C = len(words), 12, 2


def get_vectors(data):
    i = C
    while i < len(data) - C:
        y = np.zeros(V)
        y[word2Ind[data[i]]] = 1
        x = np.zeros(V)
        for c in data[i - C:i] + data[i + 1:i + C + 1]:
            x[word2Ind[c]] += 1 / (2 * C)
        yield x, y
        i += 1


def softmax(z):
    e_z = np.exp(z - z.max(axis=0))
    return e_z / np.sum(e_z, axis=0)


def forward_prop(x, W1, W2, b1, b2):
    h = np.dot(W1, x) + b1
    h = np.maximum(0, h)
    z = np.dot(W2, h) + b2
    return z, h


def compute_cost(y, yhat, batch_size):
    logprobs = np.multiply(np.log(yhat), y)
    return np.squeeze(-1 / batch_size * np.sum(logprobs))


def back_prop(x, yhat, y, h, W1, W2, b1, b2, batch_size):
    l1 = np.dot(W2.T, (yhat - y))
    l1[h <= 0] = 0
    grad_W1 = (1 / batch_size) * np.dot(l1, x.T)
    grad_W2 = (1 / batch_size) * np.dot(yhat - y, h.T)
    grad_b1 = np.sum((1 / batch_size) * np.dot(l1, x.T), axis=1, keepdims=True)
    grad_b2 = np.sum((1 / batch_size) * (yhat - y), axis=1, keepdims=True)
    return grad_W1, grad_W2, grad_b1, grad_b2


W1 = np.random.rand(N, V) - 0.5
W2 = np.random.rand(V, N) - 0.5
b1 = np.random.rand(N, 1) - 0.5
b2 = np.random.rand(V, 1) - 0.5

pairs = list(get_vectors(text))
X = np.array([p[0] for p in pairs]).T
Y = np.array([p[1] for p in pairs]).T
m = X.shape[1]
alpha = 0.3

for it in range(1, 3001):
    z, h = forward_prop(X, W1, W2, b1, b2)
    yhat = softmax(z)
    cost = compute_cost(Y, yhat, m)
    if it % 300 == 0:
        print(f"iters: {it} cost: {cost:.6f}")
    grad_W1, grad_W2, grad_b1, grad_b2 = back_prop(X, yhat, Y, h, W1, W2, b1, b2, m)
    W1 -= alpha * grad_W1
    W2 -= alpha * grad_W2
    b1 -= alpha * grad_b1
    b2 -= alpha * grad_b2
