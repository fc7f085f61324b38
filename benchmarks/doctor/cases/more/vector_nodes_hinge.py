import numpy as np
from sklearn.datasets import make_moons

np.random.seed(10)


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for ax, s in enumerate(shape):
        if s == 1 and g.shape[ax] != 1:
            g = g.sum(axis=ax, keepdims=True)
    return g


class Node:
    def __init__(self, data, children=(), op=''):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self._backward = lambda: None
        self._prev = children
        self._op = op

    def __add__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        out = Node(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += unbroadcast(out.grad, self.data.shape)
            other.grad += unbroadcast(out.grad, other.data.shape)
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        out = Node(self.data * other.data, (self, other), '*')

        def _backward():
            self.grad += unbroadcast(other.data * out.grad, self.data.shape)
            other.grad += unbroadcast(self.data * out.grad, other.data.shape)
        out._backward = _backward
        return out

    def __matmul__(self, other):
        out = Node(self.data @ other.data, (self, other), '@')

        def _backward():
            self.grad += out.grad @ other.data.T
            other.grad += self.data.T @ out.grad
        out._backward = _backward
        return out

    def relu(self):
        out = Node(np.where(self.data > 0, self.data, 0), (self,), 'relu')

        def _backward():
            self.grad += (out.data > 0) * out.grad
        out._backward = _backward
        return out

    def mean(self):
        out = Node(self.data.mean(), (self,), 'mean')

        def _backward():
            self.grad += np.ones_like(self.data) * out.grad / self.data.size
        out._backward = _backward
        return out

    def sum(self):
        out = Node(self.data.sum(), (self,), 'sum')

        def _backward():
            self.grad += np.ones_like(self.data) * out.grad
        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for c in v._prev:
                    build(c)
                topo.append(v)
        build(self)
        self.grad = np.ones_like(self.data)
        for v in reversed(topo):
            v._backward()


class Linear:
    def __init__(self, nin, nout):
        self.w = Node(np.random.uniform(-1, 1, (nin, nout)) * np.sqrt(6 / nin) / 1.5)
        self.b = Node(np.zeros((1, nout)))

    def __call__(self, x):
        return x @ self.w + self.b

    def parameters(self):
        return [self.w, self.b]


layers = [Linear(2, 16), Linear(16, 16), Linear(16, 1)]
params = [p for l in layers for p in l.parameters()]


def model(x):
    for l in layers[:-1]:
        x = l(x).relu()
    return layers[-1](x)


X, y = make_moons(n_samples=100, noise=0.1)
y = (y * 2 - 1).reshape(-1, 1)  # make y be -1 or 1

for k in range(300):
    scores = model(Node(X))
    # svm "max-margin" loss
    data_loss = (scores * Node(-y) + 1.0).relu().mean()
    reg_loss = Node(0.0)
    for l in layers:
        reg_loss = reg_loss + (l.w * l.w).sum()
    total_loss = data_loss + reg_loss * 1e-4

    for p in params:
        p.grad = np.zeros_like(p.data)
    total_loss.backward()

    # update (sgd)
    learning_rate = 0.5 - 0.4 * k / 300
    for p in params:
        p.data -= learning_rate * p.grad

    if k % 30 == 0:
        accuracy = np.mean((scores.data > 0) == (y > 0))
        print(f"step {k} loss {total_loss.data:.4f}, accuracy {accuracy * 100:.1f}%")

print('final', np.mean((model(Node(X)).data > 0) == (y > 0)))
