import numpy as np
from sklearn.datasets import load_iris

# every layer is a generator: the first send() brings the input and returns the
# output, the second send() brings the gradient and returns the one for the layer below

LR = 0.2


def dense(n_in, n_out):
    W = np.random.uniform(-1, 1, (n_in, n_out)) * np.sqrt(6 / (n_in + n_out))
    b = np.zeros(n_out)
    x = yield
    while True:
        g = yield x @ W + b
        if g is None:               # forward only
            x = yield None
            continue
        down = g @ W.T
        W -= LR * (x.T @ g)
        b -= LR * g.sum(0)
        x = yield down


def elu(alpha=1.0):
    x = yield
    while True:
        e = alpha * np.expm1(np.minimum(x, 0))
        g = yield np.where(x > 0, x, e)
        if g is None:
            x = yield None
            continue
        x = yield np.where(x > 0, g, g * (e + alpha))


def build(*gens):
    for g in gens:
        next(g)
    return gens


def forward(net, x):
    for g in net:
        x = g.send(x)
    return x


def backward(net, grad):
    for g in reversed(net):
        grad = g.send(grad)


def abort(net):
    for g in net:
        g.send(None)


def predict(net, x):
    out = forward(net, x)
    abort(net)
    return out.argmax(1)


def log_softmax(s):
    s = s - s.max(1, keepdims=True)
    return s - np.log(np.exp(s).sum(1, keepdims=True))


iris = load_iris()
X = (iris.data - iris.data.mean(0)) / iris.data.std(0)
onehot = (iris.target[:, None] == np.arange(3)) * 1.0

net = build(dense(4, 10), elu(), dense(10, 8), elu(), dense(8, 3))

for epoch in range(60):
    nll = 0
    for rows in np.array_split(np.random.permutation(150), 6):
        lp = log_softmax(forward(net, X[rows]))
        nll -= (lp * onehot[rows]).sum()
        backward(net, (np.exp(lp) - onehot[rows]) / len(rows))
    if epoch % 10 == 9:
        print("epoch", epoch + 1, "nll", nll / 150, "accuracy", (predict(net, X) == iris.target).mean())
