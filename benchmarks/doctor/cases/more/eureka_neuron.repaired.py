# trying to follow the "build micrograd" lesson without looking at the repo too much
import math
import random

random.seed(1337)


class Value:
    def __init__(self, data, prev=(), op=''):
        self.data = data
        self.grad = 0.0
        self.m = 0.0
        self.v = 0.0
        self._prev = prev
        self._op = op
        self._backward = lambda: None

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

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,), 'tanh')

        def _backward():
            self.grad += (1 - t * t) * out.grad
        out._backward = _backward
        return out

    def backward(self):
        topo, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                for c in v._prev:
                    build(c)
                topo.append(v)
        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()

    __radd__ = __add__
    __rmul__ = __mul__


class Neuron:
    def __init__(self, weights, act=True):
        self.w = [Value(w) for w in weights]
        self.b = Value(0.0)
        self.act = act

    def __call__(self, x):
        s = sum((wi * xi for wi, xi in zip(self.w, x)), self.b)
        return s.tanh() if self.act else s

    def parameters(self):
        return self.w + [self.b]


class Layer:
    def __init__(self, nin, nout, act=True):
        r = random.uniform(-1, 1)
        self.neurons = [Neuron([random.uniform(-1, 1) for _ in range(nin)], act) for _ in range(nout)]

    def __call__(self, x):
        return [n(x) for n in self.neurons]

    def parameters(self):
        return [p for n in self.neurons for p in n.parameters()]


class MLP:
    def __init__(self, sizes):
        self.layers = [Layer(a, b, act=(i < len(sizes) - 2))
                       for i, (a, b) in enumerate(zip(sizes, sizes[1:]))]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x[0]

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


def make_data(n=44):
    pts = []
    for i in range(n):
        r = random.uniform(0.0, 0.6) if i % 2 else random.uniform(1.0, 1.5)
        a = random.uniform(0, 2 * math.pi)
        pts.append(([r * math.cos(a), r * math.sin(a)], 1.0 if i % 2 else -1.0))
    return pts


data = make_data()
model = MLP([2, 8, 1])
print(len(model.parameters()), 'parameters')

lr, b1, b2, eps = 0.05, 0.9, 0.999, 1e-8
for step in range(1, 101):
    loss = Value(0.0)
    for x, y in data:
        diff = model(x) + (-y)
        loss = loss + diff * diff * (1.0 / len(data))

    for p in model.parameters():
        p.grad = 0.0
    loss.backward()

    for p in model.parameters():
        p.m = b1 * p.m + (1 - b1) * p.grad
        p.v = b2 * p.v + (1 - b2) * p.grad ** 2
        p.data -= lr * (p.m / (1 - b1 ** step)) / (math.sqrt(p.v / (1 - b2 ** step)) + eps)

    if step % 20 == 0:
        acc = sum((model(x).data > 0) == (y > 0) for x, y in data) / len(data)
        print(f'step {step:3d}  loss {loss.data:.4f}  acc {acc:.2f}')
