import numpy as np
from sklearn.datasets import make_moons


def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for ax, n in enumerate(shape):
        if n == 1 and grad.shape[ax] != 1:
            grad = grad.sum(axis=ax, keepdims=True)
    return grad


class Tensor:
    def __init__(self, data, _children=(), _op=''):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self._prev = set(_children)
        self._op = _op
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        out = Tensor(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += unbroadcast(out.grad, self.data.shape)
            other.grad += unbroadcast(out.grad, other.data.shape)
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        out = Tensor(self.data * other.data, (self, other), '*')

        def _backward():
            self.grad += unbroadcast(other.data * out.grad, self.data.shape)
            other.grad += unbroadcast(self.data * out.grad, other.data.shape)
        out._backward = _backward
        return out

    def __matmul__(self, other):
        out = Tensor(self.data @ other.data, (self, other), '@')

        def _backward():
            self.grad += out.grad @ other.data.T
            other.grad += self.data.T @ out.grad
        out._backward = _backward
        return out

    def relu(self):
        out = Tensor(np.maximum(self.data, 0), (self,), 'relu')

        def _backward():
            self.grad += (out.data > 0) * out.grad
        out._backward = _backward
        return out

    def mean(self):
        out = Tensor(self.data.mean(), (self,), 'mean')

        def _backward():
            self.grad += np.ones_like(self.data) * out.grad / self.data.size
        out._backward = _backward
        return out

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)
        build(self)
        self.grad = np.ones_like(self.data)
        for v in reversed(topo):
            v._backward()


class Linear:
    def __init__(self, nin, nout):
        self.w = Tensor(np.random.randn(nin, nout) * np.sqrt(2.0 / nin))
        self.b = Tensor(np.zeros((1, nout)))

    def __call__(self, x):
        return x @ self.w + self.b

    def parameters(self):
        return [self.w, self.b]


class MLP:
    def __init__(self, sizes):
        self.layers = [Linear(a, b) for a, b in zip(sizes, sizes[1:])]

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


np.random.seed(1337)
X, y = make_moons(n_samples=200, noise=0.1, random_state=1)
y = (y * 2 - 1).reshape(-1, 1)

model = MLP([2, 16, 16, 1])
print('number of parameters', sum(p.data.size for p in model.parameters()))

for k in range(200):
    scores = model(Tensor(X))

    # svm max-margin loss
    loss = (scores * Tensor(-y) + 1.0).relu().mean()

    for p in model.parameters():
        p.grad = np.zeros_like(p.data)
    loss.backward()

    learning_rate = 0.3 - 0.25 * k / 200
    for p in model.parameters():
        p.data -= learning_rate * p.grad

    if k % 20 == 0 or k == 199:
        acc = np.mean((scores.data > 0) == (y > 0))
        print(f'step {k} loss {float(loss.data):.4f}, accuracy {acc * 100:.1f}%')

accuracy = np.mean((model(Tensor(X)).data > 0) == (y > 0))
print('final accuracy', accuracy)
