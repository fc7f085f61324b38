# an autograd for numpy arrays, as small as it gets
import numpy as np


class Tensor:
    def __init__(self, data, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self.parents = parents
        self.back = None

    def __matmul__(self, o):
        out = Tensor(self.data @ o.data, (self, o))
        def back(g):
            self.grad = self.grad + g @ o.data.T
            o.grad = o.grad + self.data.T @ g
        out.back = back
        return out

    def __add__(self, o):
        out = Tensor(self.data + o.data, (self, o))
        def back(g):
            self.grad = self.grad + g
            o.grad = o.grad + (g.sum(axis=0) if o.data.ndim < g.ndim else g)
        out.back = back
        return out

    def relu(self):
        out = Tensor(np.maximum(self.data, 0), (self,))
        def back(g):
            self.grad = self.grad + g * (self.data > 0)
        out.back = back
        return out

    def cross_entropy(self, labels):
        s = self.data - self.data.max(axis=1, keepdims=True)
        logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        n = len(labels)
        out = Tensor(-logp[np.arange(n), labels].mean(), (self,))
        def back(g):
            d = np.exp(logp)
            d[np.arange(n), labels] -= 1
            self.grad = self.grad + g * d / n
        out.back = back
        return out

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
        for t in order[::-1]:
            if t.back is not None:
                t.back(t.grad)


rng = np.random.default_rng(0)
n = 60
r = np.concatenate([rng.normal(1, 0.1, n), rng.normal(2, 0.1, n)])
a = rng.uniform(0, 2 * np.pi, 2 * n)
X = np.column_stack([r * np.cos(a), r * np.sin(a)])
labels = np.repeat([0, 1], n)
W1, b1 = Tensor(rng.normal(size=(2, 16))), Tensor(np.zeros(16))
W2, b2 = Tensor(rng.normal(size=(16, 2)) * 0.3), Tensor(np.zeros(2))
for step in range(200):
    for p in (W1, b1, W2, b2):
        p.grad = np.zeros_like(p.data)
    logits = ((Tensor(X) @ W1 + b1).relu() @ W2) + b2
    loss = logits.cross_entropy(labels)
    loss.backward()
    for p in (W1, b1, W2, b2):
        p.data = p.data - 0.5 * p.grad
    if step % 20 == 0:
        print(step, float(loss.data), (logits.data.argmax(axis=1) == labels).mean())
