import numpy as np

text = """o for a muse of fire that would ascend the brightest heaven of invention
a kingdom for a stage princes to act and monarchs to behold the swelling scene
then should the warlike harry like himself assume the port of mars and at his heels
leashed in like hounds should famine sword and fire crouch for employment
but pardon and gentles all the flat unraised spirits that have dared
on this unworthy scaffold to bring forth so great an object
can this cockpit hold the vasty fields of france or may we cram
within this wooden o the very casques that did affright the air at agincourt"""

data = text.split()
words = sorted(set(data))
word2Ind = {w: i for i, w in enumerate(words)}
V = len(words)
C = 2


def get_vectors(data, word2Ind, V, C):
    i = C
    xs, ys = [], []
    while i < len(data) - C:
        y = np.zeros(V)
        x = np.zeros(V)
        y[word2Ind[data[i]]] = 1
        context_words = data[(i - C):i] + data[(i + 1):(i + C + 1)]
        for w in context_words:
            x[word2Ind[w]] += 1 / len(context_words)
        xs.append(x)
        ys.append(y)
        i += 1
    return np.array(xs).T, np.array(ys).T


def initialize_model(N, V):
    W1 = np.random.randn(N, V) * 0.5
    W2 = np.random.randn(V, N) * 0.5
    b1 = np.zeros((N, 1))
    b2 = np.zeros((V, 1))
    return W1, W2, b1, b2


def softmax(z):
    e_z = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e_z / np.sum(e_z, axis=0, keepdims=True)


def forward_prop(x, W1, W2, b1, b2):
    h = np.dot(W1, x) + b1
    h = np.maximum(0, h)
    z = np.dot(W2, h) + b2
    return z, h


def compute_cost(y, yhat, batch_size):
    logprobs = np.multiply(np.log(yhat + 1e-12), y)
    return -1 / batch_size * np.sum(logprobs)


def back_prop(x, yhat, y, h, W1, W2, b1, b2, batch_size):
    l1 = np.dot(W2.T, yhat - y)
    l1 = np.maximum(0, l1)
    grad_W1 = (1 / batch_size) * np.dot(l1, x.T)
    grad_W2 = (1 / batch_size) * np.dot(yhat - y, h.T)
    grad_b1 = (1 / batch_size) * np.sum(l1, axis=1, keepdims=True)
    grad_b2 = (1 / batch_size) * np.sum(yhat - y, axis=1, keepdims=True)
    return grad_W1, grad_W2, grad_b1, grad_b2


def gradient_descent(N, num_iters, alpha=1.0):
    W1, W2, b1, b2 = initialize_model(N, V)
    x, y = get_vectors(data, word2Ind, V, C)
    batch_size = x.shape[1]
    for it in range(1, num_iters + 1):
        z, h = forward_prop(x, W1, W2, b1, b2)
        yhat = softmax(z)
        cost = compute_cost(y, yhat, batch_size)
        if it % 200 == 0:
            print(f"iters: {it} cost: {cost:.6f}")
        grad_W1, grad_W2, grad_b1, grad_b2 = back_prop(x, yhat, y, h, W1, W2, b1, b2, batch_size)
        W1 -= alpha * grad_W1
        W2 -= alpha * grad_W2
        b1 -= alpha * grad_b1
        b2 -= alpha * grad_b2
    return W1, W2, b1, b2


W1, W2, b1, b2 = gradient_descent(N=20, num_iters=2000)
x, y = get_vectors(data, word2Ind, V, C)
guess = np.argmax(forward_prop(x, W1, W2, b1, b2)[0], axis=0)
print("words guessed right:", np.mean(guess == np.argmax(y, axis=0)))
