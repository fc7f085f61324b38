import numpy as np

# tiny autograd for arrays (my version of micrograd, with numpy inside)


class Tensor:
    def __init__(self, data, parents=(), backward_fn=None):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self.parents = parents
        self.backward_fn = backward_fn

    def matmul(self, other):
        out = Tensor(self.data @ other.data, (self, other))

        def fn():
            self.grad += out.grad @ other.data.T
            other.grad += self.data.T @ out.grad
        out.backward_fn = fn
        return out

    def add_bias(self, b):
        out = Tensor(self.data + b.data, (self, b))

        def fn():
            self.grad += out.grad
            b.grad += out.grad.sum(axis=0, keepdims=True)
        out.backward_fn = fn
        return out

    def relu(self):
        out = Tensor(np.maximum(self.data, 0), (self,))

        def fn():
            self.grad += out.grad * (self.data > 0)
        out.backward_fn = fn
        return out

    def mse(self, target):
        diff = self.data - target
        out = Tensor(np.mean(diff ** 2), (self,))

        def fn():
            self.grad += out.grad * 2 * diff / diff.size
        out.backward_fn = fn
        return out

    def backward(self):
        order, seen = [], set()

        def visit(t):
            if id(t) not in seen:
                seen.add(id(t))
                for p in t.parents:
                    visit(p)
                order.append(t)
        visit(self)
        self.grad = np.ones_like(self.data)
        for t in reversed(order):
            if t.backward_fn:
                t.backward_fn()


class Linear:
    def __init__(self, n_in, n_out):
        self.w = Tensor(np.random.randn(n_in, n_out) * np.sqrt(2 / n_in))
        self.b = Tensor(np.random.randn(1, n_out) * 0.1)

    def __call__(self, x):
        return x.matmul(self.w).add_bias(self.b)


xs = np.linspace(-1, 1, 120).reshape(-1, 1)
ys = np.abs(xs) + 0.3 * np.sin(5 * xs)

layers = [Linear(1, 24), Linear(24, 24), Linear(24, 1)]
params = [p for l in layers for p in (l.w, l.b)]


def model(x):
    h = Tensor(x)
    h = layers[0](h).relu()
    h = layers[1](h).relu()
    return layers[2](h)


for step in range(1500):
    loss = model(xs).mse(ys)
    loss.backward()
    for p in params:
        p.data -= 0.02 * p.grad
    if step % 150 == 0:
        print("step", step, "loss", float(loss.data))
