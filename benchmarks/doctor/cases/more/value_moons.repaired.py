import math
import random
import numpy as np
from sklearn.datasets import make_moons


class Value:
    """ stores a single scalar value and its gradient """

    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0
        self._backward = lambda: None
        self._prev = set(_children)

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t * t) * out.grad
        out._backward = _backward
        return out

    def backward(self):
        topo, visited, stack = [], set(), [(self, False)]
        while stack:
            v, done = stack.pop()
            if done:
                topo.append(v)
                continue
            if v in visited:
                continue
            visited.add(v)
            stack.append((v, True))
            for child in v._prev:
                stack.append((child, False))
        self.grad = 1
        for v in reversed(topo):
            v._backward()

    __radd__ = __add__
    __rmul__ = __mul__


class Neuron:
    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0.0)

    def __call__(self, x):
        act = sum((wi * xi for wi, xi in zip(self.w, x)), self.b)
        return act.tanh()

    def parameters(self):
        return self.w + [self.b]


class MLP:
    def __init__(self, nin, nhid):
        self.hidden = [Neuron(nin) for _ in range(nhid)]
        self.last = Neuron(nhid)

    def __call__(self, x):
        return self.last([n(x) for n in self.hidden])

    def parameters(self):
        return [p for n in self.hidden + [self.last] for p in n.parameters()]


X, y = make_moons(n_samples=18, noise=0.1)
y = y * 2 - 1  # make y be -1 or 1

model = MLP(2, 6)
print('number of parameters', len(model.parameters()))


def loss():
    scores = [model(row) for row in X]
    # squared error
    losses = [(s + -float(yi)) * (s + -float(yi)) for yi, s in zip(y, scores)]
    data_loss = sum(losses) * (1.0 / len(losses))
    accuracy = [(yi > 0) == (s.data > 0) for yi, s in zip(y, scores)]
    return data_loss, sum(accuracy) / len(accuracy)


history = []
for k in range(140):

    # forward
    total_loss, acc = loss()
    history.append(total_loss.data)

    # backward
    for p in model.parameters(): p.grad = 0
    total_loss.backward()

    # update (sgd)
    learning_rate = 0.5
    for p in model.parameters():
        p.data -= learning_rate * p.grad

    if k % 10 == 0:
        print(f"step {k} loss {total_loss.data}, accuracy {acc * 100}%")
