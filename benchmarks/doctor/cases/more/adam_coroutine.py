import numpy as np
from sklearn.datasets import load_breast_cancer

# Adam as a coroutine: send it a gradient, get back the step to be added


def adam(shape, alpha=0.002, b1=0.9, b2=0.999, tiny=1e-8):
    first = np.zeros(shape)
    second = np.zeros(shape)
    c1 = c2 = 1.0
    g = yield
    while True:
        first += (1 - b1) * (g - first)
        second += (1 - b2) * (g * g - second)
        c1 *= b1
        c2 *= b2
        g = yield -alpha * np.sqrt(1 - c2) / (1 - c1) * first / (np.sqrt(second) + tiny)


def started(shape, **kw):
    routine = adam(shape, **kw)
    next(routine)
    return routine.send


def softplus(v):
    return np.logaddexp(0.0, v)


def expit(v):
    return np.exp(-np.logaddexp(0.0, -v))


class Model:
    def __init__(self, n_in, n_hid, rng):
        self.theta = [
            rng.standard_normal((n_hid, n_in)) / np.sqrt(n_in),
            np.zeros((n_hid, 1)),
            rng.standard_normal((1, n_hid)) / np.sqrt(n_hid),
            np.zeros((1, 1)),
        ]
        self.steppers = [started(p.shape) for p in self.theta]

    def logit(self, x):
        A, a, B, b = self.theta
        self.pre = A @ x + a
        self.act = softplus(self.pre)
        return B @ self.act + b

    def cost(self, x, t):
        s = self.logit(x)
        return float(np.mean(softplus(s) - t * s))

    def train_on(self, x, t):
        s = self.logit(x)
        ds = (expit(s) - t) / t.size
        dpre = self.theta[2].T @ ds * expit(self.pre)
        grads = [dpre @ x.T, dpre.sum(axis=1, keepdims=True), ds @ self.act.T, ds.sum(axis=1, keepdims=True)]
        for p, send, g in zip(self.theta, self.steppers, grads):
            p += send(g)
        return float(np.mean(softplus(s) - t * s))


rng = np.random.default_rng(2)
cancer = load_breast_cancer()
shuffle = rng.permutation(cancer.target.size)
x = cancer.data[shuffle].T
t = cancer.target[shuffle][None, :].astype(float)
n_train = 400
mean = x[:, :n_train].mean(axis=1, keepdims=True)
std = x[:, :n_train].std(axis=1, keepdims=True)
x = (x - mean) / std
x_train, t_train, x_test, t_test = x[:, :n_train], t[:, :n_train], x[:, n_train:], t[:, n_train:]

model = Model(30, 12, rng)
jumps = 0
last = None
for epoch in range(15):
    for cols in np.array_split(rng.permutation(n_train), 20):
        c = model.train_on(x_train[:, cols], t_train[:, cols])
        jumps += last is not None and c > last
        last = c
    if epoch % 3 == 2:
        right = np.mean((model.logit(x_test) > 0) == (t_test == 1))
        print(f'epoch {epoch + 1}: train {model.cost(x_train, t_train):.4f}  test {model.cost(x_test, t_test):.4f}'
              f'  right {right:.3f}  batches with a higher loss than the one before: {jumps}')
