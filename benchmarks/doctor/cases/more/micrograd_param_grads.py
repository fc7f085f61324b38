"""
Went through the micrograd video. My question: zero grad only resets the weights, but every
intermediate Value keeps its grad from the last pass, doesn't that pile up over the 60 passes?
Printed the parameters and the loss so that you can see what I get.
"""
import math
import random


class Value:
    __slots__ = ('data', 'grad', 'children', 'push')

    def __init__(self, data, children=()):
        self.data, self.grad = data, 0.0
        self.children = children
        self.push = None

    def __repr__(self):
        return f'Value({self.data:.4f}, grad={self.grad:.4f})'

    def __add__(self, o):
        o = o if isinstance(o, Value) else Value(o)
        out = Value(self.data + o.data, (self, o))

        def push():
            self.grad += out.grad
            o.grad += out.grad
        out.push = push
        return out

    def __mul__(self, o):
        o = o if isinstance(o, Value) else Value(o)
        out = Value(self.data * o.data, (self, o))

        def push():
            self.grad += o.data * out.grad
            o.grad += self.data * out.grad
        out.push = push
        return out

    def __pow__(self, k):
        out = Value(self.data ** k, (self,))

        def push():
            self.grad += k * self.data ** (k - 1) * out.grad
        out.push = push
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def push():
            self.grad += (1 - out.data ** 2) * out.grad
        out.push = push
        return out

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, o):
        return self + (-1.0) * (o if isinstance(o, Value) else Value(o))

    def backward(self):
        topo, visited = [], set()

        def walk(v):
            if v not in visited:
                visited.add(v)
                for c in v.children:
                    walk(c)
                topo.append(v)
        walk(self)
        self.grad = 1.0
        for v in topo[::-1]:
            if v.push:
                v.push()


def layer(nin, nout):
    return [[Value(random.uniform(-1, 1)) for _ in range(nin + 1)] for _ in range(nout)]


def call(layers, x):
    for rows in layers:
        x = [sum((w * xi for w, xi in zip(row, x)), row[-1]).tanh() for row in rows]
    return x[0]


random.seed(10)
n = [layer(3, 4), layer(4, 4), layer(4, 1)]
parameters = [w for rows in n for row in rows for w in row]

xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]  # desired targets

for k in range(60):
    # forward pass
    ypred = [call(n, x) for x in xs]
    loss = sum(((yout - ygt) ** 2 for ygt, yout in zip(ys, ypred)), Value(0.0))

    # backward pass
    for p in parameters:
        p.grad = 0.0
    loss.backward()

    # update
    for p in parameters:
        p.data += -0.1 * p.grad

    if k % 6 == 0:
        print(k, loss.data)

print([round(y.data, 3) for y in ypred])
print('first parameters', parameters[:3])
