import numpy as np

np.random.seed(1)

subjects = ["king", "queen", "knight", "farmer", "merchant"]
verbs = ["rides", "feeds", "sells", "loves", "paints"]
adjectives = ["old", "black", "quiet", "strong"]
objects = ["horse", "cow", "mule", "goat"]
places = ["forest", "castle", "market", "valley"]


def make_corpus(n=90):
    data = []
    for _ in range(n):
        s = np.random.randint(len(subjects))
        v = np.random.randint(len(verbs))
        data += ["the", subjects[s], verbs[v], "the", adjectives[(s + v) % 4], objects[v % 4],
                 "near", "the", places[s % 4], "."]
    return data


data = make_corpus()
words = sorted(set(data))
word2Ind = {w: i for i, w in enumerate(words)}
V = len(words)
N = 24
C = 2


def get_batches(data, C, batch_size):
    batch_x, batch_y = [], []
    centers = np.arange(C, len(data) - C)
    np.random.shuffle(centers)
    for i in centers:
        y = np.zeros(V)
        x = np.zeros(V)
        y[word2Ind[data[i]]] = 1
        for j in list(range(i - C, i)) + list(range(i + 1, i + C + 1)):
            x[word2Ind[data[j]]] += 1 / (2 * C)
        batch_x.append(x)
        batch_y.append(y)
        if len(batch_x) == batch_size:
            yield np.array(batch_x).T, np.array(batch_y).T
            batch_x, batch_y = [], []


def initialize_model(N, V):
    W1 = np.random.rand(N, V) - 0.5
    W2 = np.random.rand(V, N) - 0.5
    b1 = np.random.rand(N, 1) - 0.5
    b2 = np.random.rand(V, 1) - 0.5
    return W1, W2, b1, b2


def relu(z):
    return np.maximum(0, z)


def softmax(z):
    e_z = np.exp(z - np.max(z, axis=0))
    return e_z / np.sum(e_z, axis=0)


def forward_prop(x, W1, W2, b1, b2):
    h = np.dot(W1, x) + b1
    h = relu(h)
    z = np.dot(W2, h) + b2
    return z, h


def compute_cost(y, yhat, batch_size):
    logprobs = np.multiply(np.log(yhat + 1e-12), y)
    return -1 / batch_size * np.sum(logprobs)


def back_prop(x, yhat, y, h, W1, W2, b1, b2, batch_size):
    # Compute l1 as W2^T (Yhat - Y)
    l1 = np.dot(W2.T, yhat - y)
    # Apply relu to l1
    l1 = relu(l1)
    # Compute the gradients of the weights
    grad_W1 = (1 / batch_size) * np.dot(l1, x.T)
    grad_W2 = (1 / batch_size) * np.dot(yhat - y, h.T)
    # Compute the gradients of the biases
    grad_b1 = np.sum((1 / batch_size) * np.dot(l1, x.T), axis=1, keepdims=True)
    grad_b2 = np.sum((1 / batch_size) * np.dot(yhat - y, h.T), axis=1, keepdims=True)
    return grad_W1, grad_W2, grad_b1, grad_b2


def gradient_descent(data, N, V, num_iters, alpha):
    W1, W2, b1, b2 = initialize_model(N, V)
    batch_size = 32
    iters = 0
    while iters < num_iters:
        for x, y in get_batches(data, C, batch_size):
            z, h = forward_prop(x, W1, W2, b1, b2)
            yhat = softmax(z)
            cost = compute_cost(y, yhat, batch_size)
            if iters % 150 == 0:
                print("iters:", iters, "cost:", cost)
            grad_W1, grad_W2, grad_b1, grad_b2 = back_prop(x, yhat, y, h, W1, W2, b1, b2, batch_size)
            W1 = W1 - alpha * grad_W1
            W2 = W2 - alpha * grad_W2
            b1 = b1 - alpha * grad_b1
            b2 = b2 - alpha * grad_b2
            iters += 1
            if iters == num_iters:
                break
    return W1, W2, b1, b2


W1, W2, b1, b2 = gradient_descent(data, N, V, num_iters=1500, alpha=0.5)


def hits():
    right = total = 0
    for x, y in get_batches(data, C, 32):
        z, _ = forward_prop(x, W1, W2, b1, b2)
        right += np.sum(z.argmax(axis=0) == y.argmax(axis=0))
        total += y.shape[1]
    return right / total


print("center words guessed:", hits())
