import numpy as np
from sklearn.datasets import load_digits


class Tensor:
    def __init__(self, data, parents=(), backward=None):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.parents = parents
        self._backward = backward

    def backward(self):
        order, seen = [], set()

        def visit(t):
            if id(t) in seen:
                return
            seen.add(id(t))
            for p in t.parents:
                visit(p)
            order.append(t)
        visit(self)
        self.grad = np.ones_like(self.data)
        for t in reversed(order):
            if t._backward is not None:
                for p, g in zip(t.parents, t._backward(t.grad)):
                    p.grad = g if p.grad is None else p.grad + g

    def __matmul__(self, o):
        return Tensor(self.data @ o.data, (self, o), lambda g: (g @ o.data.T, self.data.T @ g))

    def __add__(self, o):
        def back(g):
            return g, g.sum(axis=0, keepdims=True) if o.data.shape != g.shape else g
        return Tensor(self.data + o.data, (self, o), back)

    def times(self, array):
        return Tensor(self.data * array, (self,), lambda g: (g * array,))

    def relu(self):
        return Tensor(np.maximum(self.data, 0), (self,), lambda g: (g * (self.data > 0),))


class Parameter(Tensor):
    pass


class Module:
    def __init__(self):
        self.training = True

    def children(self):
        out = []
        for v in self.__dict__.values():
            for m in (v if isinstance(v, (list, tuple)) else [v]):
                if isinstance(m, Module):
                    out.append(m)
        return out

    def parameters(self):
        own = [v for v in self.__dict__.values() if isinstance(v, Parameter)]
        return own + [p for c in self.children() for p in c.parameters()]

    def train(self):
        self.training = True
        for c in self.children():
            c.train()

    def eval(self):
        self.training = False
        for c in self.children():
            c.eval()

    def __call__(self, *args):
        return self.forward(*args)


class Linear(Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = Parameter(np.random.randn(n_in, n_out) * np.sqrt(2 / n_in))
        self.bias = Parameter(np.zeros((1, n_out)))

    def forward(self, x):
        return x @ self.weight + self.bias


class ReLU(Module):
    def forward(self, x):
        return x.relu()


class Dropout(Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        mask = np.random.binomial(1, 1 - self.p, size=x.data.shape)
        return x.times(mask / (1 - self.p))


class Residual(Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn

    def forward(self, x):
        return x + self.fn(x)


class Sequential(Module):
    def __init__(self, *modules):
        super().__init__()
        self.modules = modules

    def forward(self, x):
        for m in self.modules:
            x = m(x)
        return x


class SoftmaxLoss(Module):
    def forward(self, logits, y):
        z = logits.data - logits.data.max(axis=1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        n = len(y)

        def back(g):
            d = np.exp(logp)
            d[np.arange(n), y] -= 1
            return (g * d / n,)
        return Tensor(-logp[np.arange(n), y].mean(), (logits,), back)


class SGD:
    def __init__(self, params, lr=0.05, momentum=0.9, weight_decay=0.0):
        self.params, self.lr, self.momentum, self.weight_decay = params, lr, momentum, weight_decay
        self.u = {}

    def reset_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        for i, p in enumerate(self.params):
            g = p.grad + self.weight_decay * p.data
            self.u[i] = self.momentum * self.u.get(i, 0) + (1 - self.momentum) * g
            p.data -= self.lr * self.u[i]


def residual_block(dim, hidden, drop):
    return Sequential(Residual(Sequential(Linear(dim, hidden), ReLU(), Dropout(drop), Linear(hidden, dim))), ReLU())


def mlp_resnet(dim, hidden=48, blocks=2, classes=10, drop=0.6):
    return Sequential(Linear(dim, hidden), ReLU(), *[residual_block(hidden, hidden // 2, drop) for _ in range(blocks)],
                      Dropout(drop), Linear(hidden, classes))


def epoch(X, y, model, opt=None, batch_size=64):
    model.train() if opt else model.eval()
    order = np.random.permutation(len(X)) if opt else np.arange(len(X))
    errors, losses = 0, []
    for k in range(0, len(X), batch_size):
        pick = order[k:k + batch_size]
        logits = model(Tensor(X[pick]))
        loss = SoftmaxLoss()(logits, y[pick])
        errors += np.sum(logits.data.argmax(axis=1) != y[pick])
        losses.append(loss.data)
        if opt:
            opt.reset_grad()
            loss.backward()
            opt.step()
    return errors / len(X), np.mean(losses)


digits = load_digits()
mix = np.random.permutation(len(digits.data))
X, y = digits.data[mix] / 16, digits.target[mix]
X_train, y_train, X_test, y_test = X[:1400], y[:1400], X[1400:], y[1400:]
model = mlp_resnet(64)
opt = SGD(model.parameters(), lr=0.3, weight_decay=1e-4)
for e in range(30):
    train_err, train_loss = epoch(X_train, y_train, model, opt)
    test_err, test_loss = epoch(X_test, y_test, model)
    if e % 5 == 4:
        print("epoch %d  train error %.3f loss %.3f   test error %.3f loss %.3f" % (e + 1, train_err, train_loss, test_err, test_loss))
