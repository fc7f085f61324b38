# working through the deep learning chapter, plain lists, no numpy
import math
import random
from typing import Callable, Iterable, List

Tensor = list


def shape(t: Tensor) -> List[int]:
    sizes = []
    while isinstance(t, list):
        sizes.append(len(t))
        t = t[0]
    return sizes


def tensor_apply(f: Callable[[float], float], t: Tensor) -> Tensor:
    if isinstance(t[0], list):
        return [tensor_apply(f, t_i) for t_i in t]
    return [f(x) for x in t]


def tensor_combine(f: Callable[[float, float], float], t1: Tensor, t2: Tensor) -> Tensor:
    if isinstance(t1[0], list):
        return [tensor_combine(f, a, b) for a, b in zip(t1, t2)]
    return [f(x, y) for x, y in zip(t1, t2)]


def dot(v, w):
    return sum(a * b for a, b in zip(v, w))


class Layer:
    def forward(self, input):
        raise NotImplementedError

    def backward(self, gradient):
        raise NotImplementedError

    def params(self) -> Iterable[Tensor]:
        return ()

    def grads(self) -> Iterable[Tensor]:
        return ()


class Sigmoid(Layer):
    def forward(self, input: Tensor) -> Tensor:
        self.sigmoids = tensor_apply(lambda x: 1 / (1 + math.exp(-x)), input)
        return self.sigmoids

    def backward(self, gradient: Tensor) -> Tensor:
        return tensor_combine(lambda sig, grad: sig * (1 - sig) * grad, self.sigmoids, gradient)


class Linear(Layer):
    def __init__(self, input_dim: int, output_dim: int) -> None:
        self.input_dim, self.output_dim = input_dim, output_dim
        self.w = [[random.gauss(0, 1) for _ in range(input_dim)] for _ in range(output_dim)]
        self.b = [random.gauss(0, 1) for _ in range(output_dim)]

    def forward(self, input: Tensor) -> Tensor:
        self.input = input
        return [dot(input, self.w[o]) + self.b[o] for o in range(self.output_dim)]

    def backward(self, gradient: Tensor) -> Tensor:
        self.b_grad = gradient
        self.w_grad = [[self.input[i] * gradient[o] for i in range(self.input_dim)]
                       for o in range(self.output_dim)]
        return [sum(self.w[o][i] * gradient[o] for o in range(self.output_dim))
                for i in range(self.input_dim)]

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.w_grad, self.b_grad]


class Sequential(Layer):
    def __init__(self, layers: List[Layer]) -> None:
        self.layers = layers

    def forward(self, input):
        for layer in self.layers:
            input = layer.forward(input)
        return input

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient

    def params(self):
        return (param for layer in self.layers for param in layer.params())

    def grads(self):
        return (grad for layer in self.layers for grad in layer.grads())


class SSE:
    def loss(self, predicted, actual):
        return sum((p - a) ** 2 for p, a in zip(predicted, actual))

    def gradient(self, predicted, actual):
        return tensor_combine(lambda p, a: 2 * (p - a), predicted, actual)


class GradientDescent:
    def __init__(self, learning_rate: float = 0.1) -> None:
        self.lr = learning_rate

    def step(self, layer: Layer) -> None:
        for param, grad in zip(layer.params(), layer.grads()):
            param = tensor_combine(lambda p, g: p - g * self.lr, param, grad)


random.seed(12)
xs = [[0., 0], [0., 1], [1., 0], [1., 1]]
ys = [[0.], [1.], [1.], [0.]]

net = Sequential([Linear(2, 4), Sigmoid(), Linear(4, 1)])
print("first layer", shape(net.layers[0].w), "last layer", shape(net.layers[2].w))
optimizer = GradientDescent(learning_rate=0.1)
loss = SSE()

for epoch in range(3000):
    epoch_loss = 0.0
    for x, y in zip(xs, ys):
        predicted = net.forward(x)
        epoch_loss += loss.loss(predicted, y)
        net.backward(loss.gradient(predicted, y))
        optimizer.step(net)
    if epoch % 500 == 0:
        print(f"xor loss {epoch_loss:.3f}")

for x, y in zip(xs, ys):
    print(x, y, net.forward(x))
