import random
import math


class Scalar:
    def __init__(self, value, parents=[], parent_op=None):
        self.value = value
        self.parents = parents
        self.parent_op = parent_op
        self.grad = 0           # d output / d self
        self.grad_wrt = dict()  # all d self / d parent values

    def __repr__(self):
        return f'Scalar(value={self.value:.2f}, grad={self.grad:.2f})'

    def __add__(self, other):
        if not isinstance(other, Scalar): other = Scalar(other)
        output = Scalar(self.value + other.value, [self, other], '+')
        output.grad_wrt[self] = 1
        output.grad_wrt[other] = 1
        return output

    def __radd__(self, other):
        return self.__add__(other)

    def __sub__(self, other):
        if not isinstance(other, Scalar): other = Scalar(other)
        output = Scalar(self.value - other.value, [self, other], '-')
        output.grad_wrt[self] = 1
        output.grad_wrt[other] = -1
        return output

    def __rsub__(self, other):
        return Scalar(other).__sub__(self)

    def __mul__(self, other):
        if not isinstance(other, Scalar): other = Scalar(other)
        output = Scalar(self.value * other.value, [self, other], '*')
        output.grad_wrt[self] = other.value
        output.grad_wrt[other] = self.value
        return output

    def __rmul__(self, other):
        return self.__mul__(other)

    def __pow__(self, other):
        assert isinstance(other, (int, float)), 'no Scalar in the exponent'
        output = Scalar(self.value ** other, [self], f'^{other}')
        output.grad_wrt[self] = other * self.value ** (other - 1)
        return output

    def relu(self):
        output = Scalar(max(self.value, 0), [self], 'relu')
        output.grad_wrt[self] = int(self.value > 0)
        return output

    def backward(self):
        """Compute d self / d node for each node in the graph."""
        def _topological_order():
            def _add_parents(node):
                if node not in visited:
                    visited.add(node)
                    for parent in node.parents:
                        _add_parents(parent)
                    ordered.append(node)
            ordered, visited = [], set()
            _add_parents(self)
            return ordered

        def _compute_grad_of_parents(node):
            for parent in node.parents:
                # += because a node can be a parent of several nodes
                parent.grad += node.grad * node.grad_wrt[parent]

        self.grad = 1
        for node in reversed(_topological_order()):
            _compute_grad_of_parents(node)


def make_layer(n_in, n_out):
    s = math.sqrt(2 / n_in)
    return [[Scalar(random.gauss(0, 1) * s) for _ in range(n_in)] + [Scalar(0.0)] for _ in range(n_out)]


def run_layer(layer, xs, act=True):
    outs = []
    for neuron in layer:
        z = neuron[-1]
        for w, x in zip(neuron[:-1], xs):
            z = z + w * x
        outs.append(z.relu() if act else z)
    return outs


random.seed(3)
xs = [i / 10 - 1.0 for i in range(21)]
ys = [x ** 2 + 0.5 * x for x in xs]

layers = [make_layer(1, 10), make_layer(10, 1)]
params = [p for layer in layers for neuron in layer for p in neuron]


def predict(x):
    h = run_layer(layers[0], [x])
    return run_layer(layers[1], h, act=False)[0]


lr = 0.05
for epoch in range(151):
    loss = Scalar(0.0)
    for x, y in zip(xs, ys):
        loss = loss + (y - predict(x)) ** 2
    loss = loss * (1 / len(xs))

    for p in params:
        p.grad = 0
    loss.backward()
    for p in params:
        p.value -= lr * p.grad
    if loss.value > 1e6:
        print('stopped at', epoch, loss)
        break
    if epoch % 15 == 0:
        print(f'epoch {epoch} loss {loss.value:.5f}')

for x, y in list(zip(xs, ys))[::5]:
    print(x, 'target', round(y, 3), 'prediction', round(predict(x).value, 3))
