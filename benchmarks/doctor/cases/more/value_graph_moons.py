"""Tiny scalar autograd + MLP, trained with hinge loss on two moons."""
import math
import random
import numpy as np
from sklearn.datasets import make_moons


class Value:
    __slots__ = ("data", "grad", "_parents", "_local")

    def __init__(self, data, parents=(), local=()):
        self.data = data
        self.grad = 0.0
        self._parents = parents
        self._local = local

    def __add__(self, o):
        o = o if isinstance(o, Value) else Value(o)
        return Value(self.data + o.data, (self, o), (1.0, 1.0))

    def __mul__(self, o):
        o = o if isinstance(o, Value) else Value(o)
        return Value(self.data * o.data, (self, o), (o.data, self.data))

    def relu(self):
        on = self.data > 0
        return Value(self.data if on else 0.0, (self,), (1.0 if on else 0.0,))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), (1.0 - t * t,))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1.0

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
                continue
            if id(node) in seen:
                continue
            seen.add(id(node))
            stack.append((node, True))
            for p in node._parents:
                stack.append((p, False))
        self.grad = 1.0
        for node in reversed(order):
            for p, d in zip(node._parents, node._local):
                p.grad += d * node.grad


class Neuron:
    def __init__(self, nin, act=True):
        self.w = [Value(random.gauss(0, 1)) for _ in range(nin)]
        self.b = Value(0.0)
        self.act = act

    def __call__(self, x):
        s = self.b
        for wi, xi in zip(self.w, x):
            s = s + wi * xi
        return s.tanh() if self.act else s


class MLP:
    def __init__(self, *sizes):
        last = len(sizes) - 2
        self.layers = [[Neuron(a, act=k < last) for _ in range(b)]
                       for k, (a, b) in enumerate(zip(sizes, sizes[1:]))]

    def __call__(self, x):
        for layer in self.layers:
            x = [n(x) for n in layer]
        return x[0]

    def parameters(self):
        return [p for layer in self.layers for n in layer for p in n.w + [n.b]]


random.seed(1337)
np.random.seed(1337)
X, y = make_moons(n_samples=100, noise=0.08, random_state=3)
y = y * 2 - 1
net = MLP(2, 8, 1)
params = net.parameters()
print(len(params), "parameters")

speed = [0.0] * len(params)
for step in range(300):
    rows = np.random.permutation(len(X))[:16]
    losses = []
    for i in rows:
        score = net([float(X[i, 0]), float(X[i, 1])])
        losses.append((1.0 + (-float(y[i])) * score).relu())
    data_loss = Value(0.0)
    for l in losses:
        data_loss = data_loss + l
    loss = data_loss * (1.0 / len(losses))

    for p in params:
        p.grad = 0.0
    loss.backward()

    rate = 0.2 - 0.15 * step / 300
    for k, p in enumerate(params):
        speed[k] = 0.9 * speed[k] + p.grad
        p.data -= rate * speed[k]

    if step % 50 == 0:
        print(f"step {step} loss {loss.data:.4f}")

hits = sum((net([float(a), float(b)]).data > 0) == (t > 0) for (a, b), t in zip(X, y))
print("accuracy", hits / len(X))
