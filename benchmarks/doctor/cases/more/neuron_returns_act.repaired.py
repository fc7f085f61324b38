import math
import random
import numpy as np
from sklearn.datasets import make_moons


class Value:
    """ stores a single scalar and its gradient """

    def __init__(self, data, _children=(), _op=''):
        self.data = data
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def __repr__(self):
        return f"Value(data={self.data})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), '*')

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def __pow__(self, other):
        assert isinstance(other, (int, float))
        out = Value(self.data ** other, (self,), f'**{other}')

        def _backward():
            self.grad += other * self.data ** (other - 1) * out.grad
        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,), 'tanh')

        def _backward():
            self.grad += (1 - t ** 2) * out.grad
        out._backward = _backward
        return out

    def backward(self):
        topo = []
        visited = set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)
        build_topo(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()

    def __neg__(self): return self * -1
    def __sub__(self, other): return self + (-other)
    def __radd__(self, other): return self + other
    def __rmul__(self, other): return self * other


class Module:

    def zero_grad(self):
        for p in self.parameters():
            p.grad = 0.0

    def parameters(self):
        return []


class Neuron(Module):

    def __init__(self, n_ins):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(n_ins)]
        self.b = Value(0.0)

    def __call__(self, x):
        act = sum([xi * wi for xi, wi in zip(x, self.w)], self.b)
        out = act.tanh()
        return out

    def parameters(self):
        return self.w + [self.b]


class Layer(Module):

    def __init__(self, n_in, n_out):
        self.neurons = [Neuron(n_in) for _ in range(n_out)]

    def __call__(self, x):
        outs = [n(x) for n in self.neurons]
        return outs[0] if len(outs) == 1 else outs

    def parameters(self):
        return [p for n in self.neurons for p in n.parameters()]


class MLP(Module):

    def __init__(self, n_in, n_outs):
        sz = [n_in] + n_outs
        self.layers = [Layer(sz[i], sz[i + 1]) for i in range(len(n_outs))]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


random.seed(1337)
np.random.seed(1337)
X, y = make_moons(n_samples=26, noise=0.05)
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = y * 2 - 1  # make y be -1 or 1

model = MLP(2, [6, 1])
print("number of parameters", len(model.parameters()))

for k in range(150):
    # forward pass
    ypred = [model(list(map(float, x))) for x in X]
    loss = sum([(yp - float(yt)) ** 2 for yp, yt in zip(ypred, y)], Value(0.0)) * (1.0 / len(X))

    # backward pass
    model.zero_grad()
    loss.backward()

    for p in model.parameters():
        p.data += -0.1 * p.grad

    if k % 15 == 0 or k == 149:
        acc = np.mean([(yp.data > 0) == (yt > 0) for yp, yt in zip(ypred, y)])
        print(f"step {k} loss {loss.data:.4f}, accuracy {acc*100:.0f}%")
