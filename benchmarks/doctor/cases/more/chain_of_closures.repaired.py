import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

np.random.seed(1)


# every layer is a function that returns (output, backprop); backprop takes the
# gradient of the output and gives back the gradient of the input
def Linear(n_in, n_out):
    W = np.random.randn(n_in, n_out) * np.sqrt(2.0 / n_in)
    b = np.zeros(n_out)

    def layer(x):
        def backprop(g, lr):
            gx = g @ W.T
            W[...] -= lr * (x.T @ g)
            b[...] -= lr * g.sum(axis=0)
            return gx
        return x @ W + b, backprop
    return layer


def Relu():
    def layer(x):
        on = x > 0
        return x * on, lambda g, lr: g * on
    return layer


def Softmax():
    def layer(x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        return p, lambda g, lr: p * (g - (g * p).sum(axis=1, keepdims=True))
    return layer


def chain(*layers):
    def net(x):
        stack = []
        for f in layers:
            x, bp = f(x)
            stack.append(bp)

        def backprop(g, lr):
            for bp in reversed(stack):
                g = bp(g, lr)
            return g
        return x, backprop
    return net


def crossentropy(scores, labels):
    """mean cross entropy of the scores and its gradient"""
    s = scores - scores.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    g = np.exp(logp)
    g[rows, labels] -= 1
    return -logp[rows, labels].mean(), g / len(labels)


X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16.0, y, test_size=0.25, random_state=3)

net = chain(Linear(64, 48), Relu(), Linear(48, 10))

for epoch in range(12):
    order = np.random.permutation(len(X_train))
    losses = []
    for i in range(0, len(order), 32):
        batch = order[i:i + 32]
        out, backprop = net(X_train[batch])
        loss, g = crossentropy(out, y_train[batch])
        backprop(g, 0.1)
        losses.append(loss)
    test_out, _ = net(X_test)
    print('epoch %2d  loss %.4f  test accuracy %.3f' % (epoch, np.mean(losses), np.mean(test_out.argmax(axis=1) == y_test)))
