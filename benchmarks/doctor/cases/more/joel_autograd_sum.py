"""Livecoding an autograd library: the Tensor with depends_on, and a net on top of it."""
from typing import List, NamedTuple, Callable, Iterator
import inspect
import numpy as np


class Dependency(NamedTuple):
    tensor: 'Tensor'
    grad_fn: Callable[[np.ndarray], np.ndarray]


class Tensor:
    def __init__(self, data, requires_grad: bool = False, depends_on: List[Dependency] = None) -> None:
        self._data = np.asarray(data, dtype=float)
        self.requires_grad = requires_grad
        self.depends_on = depends_on or []
        self.grad = None
        if self.requires_grad:
            self.zero_grad()

    @property
    def data(self): return self._data

    @property
    def shape(self): return self._data.shape

    def zero_grad(self) -> None:
        self.grad = np.zeros_like(self._data)

    def __add__(self, other): return _add(self, ensure_tensor(other))
    def __sub__(self, other): return _add(self, -ensure_tensor(other))
    def __mul__(self, other): return _mul(self, ensure_tensor(other))
    def __neg__(self): return make(-self.data, (self, lambda g: -g))
    def __matmul__(self, other): return _matmul(self, other)

    def __isub__(self, other) -> 'Tensor':
        self._data = self._data - ensure_tensor(other).data
        return self

    def sum(self) -> 'Tensor':
        return make(self.data.sum(), (self, lambda g: g * np.ones_like(self.data)))

    def backward(self, grad=1.0) -> None:
        assert self.requires_grad, "called backward on non-requires-grad tensor"
        grad = np.asarray(grad, dtype=float)
        self.grad = self.grad + grad
        for dependency in self.depends_on:
            dependency.tensor.backward(dependency.grad_fn(grad))


def ensure_tensor(x): return x if isinstance(x, Tensor) else Tensor(x)


def make(data, *deps):
    deps = [Dependency(t, f) for t, f in deps if t.requires_grad]
    return Tensor(data, bool(deps), deps)


def unbroadcast(grad, t):
    for _ in range(grad.ndim - t.data.ndim):  # sum out added dims
        grad = grad.sum(axis=0)
    for i, dim in enumerate(t.shape):         # sum across broadcasted (but non-added) dims
        if dim == 1:
            grad = grad.sum(axis=i, keepdims=True)
    return grad


def _add(t1, t2):
    return make(t1.data + t2.data, (t1, lambda g: unbroadcast(g, t1)), (t2, lambda g: unbroadcast(g, t2)))


def _mul(t1, t2):
    return make(t1.data * t2.data,
                (t1, lambda g: unbroadcast(g * t2.data, t1)), (t2, lambda g: unbroadcast(g * t1.data, t2)))


def _matmul(t1, t2):
    return make(t1.data @ t2.data, (t1, lambda g: g @ t2.data.T), (t2, lambda g: t1.data.T @ g))


def tanh(tensor):
    data = np.tanh(tensor.data)
    return make(data, (tensor, lambda g: g * (1 - data * data)))


class Parameter(Tensor):
    def __init__(self, *shape) -> None:
        super().__init__(np.random.randn(*shape) * 0.5, requires_grad=True)


class Module:
    def parameters(self) -> Iterator[Parameter]:
        for name, value in inspect.getmembers(self):
            if isinstance(value, Parameter):
                yield value
            elif isinstance(value, Module):
                yield from value.parameters()

    def zero_grad(self):
        for parameter in self.parameters():
            parameter.zero_grad()


class SGD:
    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr

    def step(self, module: Module) -> None:
        for parameter in module.parameters():
            parameter -= parameter.grad * self.lr


def binary_encode(x: int) -> List[int]:
    return [x >> i & 1 for i in range(8)]


class FizzModel(Module):
    """which of the three: below, between, above -- and is it odd"""
    def __init__(self, num_hidden: int = 20) -> None:
        self.w1 = Parameter(8, num_hidden)
        self.b1 = Parameter(num_hidden)
        self.w2 = Parameter(num_hidden, 4)
        self.b2 = Parameter(4)

    def predict(self, inputs: Tensor) -> Tensor:
        return tanh(inputs @ self.w1 + self.b1) @ self.w2 + self.b2


def encode(x):
    return [float(x < 80), float(80 <= x < 170), float(x >= 170), float(x % 2)]


numbers = np.random.permutation(256)
x_all = np.array([binary_encode(int(i)) for i in numbers], dtype=float) * 2 - 1
y_all = np.array([encode(int(i)) for i in numbers])
x_train, y_train, x_test, y_test = Tensor(x_all[:200]), Tensor(y_all[:200]), x_all[200:], y_all[200:]

optimizer = SGD(lr=0.01)
model = FizzModel()
batch_size = 25
starts = np.arange(0, x_train.shape[0], batch_size)

for epoch in range(300):
    epoch_loss = 0.0
    np.random.shuffle(starts)
    for start in starts:
        end = start + batch_size
        model.zero_grad()
        inputs = Tensor(x_train.data[start:end])
        predicted = model.predict(inputs)
        errors = predicted - y_train.data[start:end]
        loss = (errors * errors).sum()
        loss.backward()
        epoch_loss += float(loss.data)
        optimizer.step(model)
    if epoch % 50 == 0 or epoch == 299:
        print(epoch, epoch_loss)

out = model.predict(Tensor(x_test)).data
print("three classes", np.mean(out[:, :3].argmax(1) == y_test[:, :3].argmax(1)), "odd", np.mean((out[:, 3] > 0.5) == y_test[:, 3]))
