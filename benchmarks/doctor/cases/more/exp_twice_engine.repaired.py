import numpy as np

np.random.seed(42)


class Tensor:
    def __init__(self, data, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self.parents = parents
        self.back = None

    def __matmul__(self, other):
        out = Tensor(self.data @ other.data, (self, other))

        def back():
            self.grad += out.grad @ other.data.T
            other.grad += self.data.T @ out.grad
        out.back = back
        return out

    def add_bias(self, b):
        out = Tensor(self.data + b.data, (self, b))

        def back():
            self.grad += out.grad
            b.grad += out.grad.sum(axis=0, keepdims=True)
        out.back = back
        return out

    def scale(self, k):
        out = Tensor(self.data * k, (self,))

        def back():
            self.grad += k * out.grad
        out.back = back
        return out

    def shift(self, k):
        out = Tensor(self.data + k, (self,))

        def back():
            self.grad += 1.0 * out.grad
        out.back = back
        return out

    def exp(self):
        out = Tensor(np.exp(np.clip(self.data, -30, 30)), (self,))

        def back():
            self.grad += out.data * out.grad
        out.back = back
        return out

    def div(self, other):
        out = Tensor(self.data / other.data, (self, other))

        def back():
            self.grad += out.grad / other.data
            other.grad += -out.grad * self.data / other.data ** 2
        out.back = back
        return out

    def mse(self, y):
        diff = self.data - y
        out = Tensor(np.mean(diff ** 2), (self,))

        def back():
            self.grad += out.grad * 2 * diff / diff.size
        out.back = back
        return out

    def backward(self):
        order, seen = [], set()

        def visit(t):
            if id(t) in seen:
                return
            seen.add(id(t))
            for p in t.parents:
                visit(p)
            order.append(t)
        visit(self)
        self.grad = np.ones_like(self.data)
        for t in reversed(order):
            if t.back is not None:
                t.back()


def tanh(x):
    # (e^2x - 1) / (e^2x + 1)
    e = x.scale(2.0).exp()
    return e.shift(-1.0).div(e.shift(1.0))


class Linear:
    def __init__(self, n_in, n_out):
        self.w = Tensor(np.random.randn(n_in, n_out) / np.sqrt(n_in))
        self.b = Tensor(np.zeros((1, n_out)))

    def __call__(self, x):
        return (x @ self.w).add_bias(self.b)

    def params(self):
        return [self.w, self.b]


X = np.linspace(-2, 2, 80).reshape(-1, 1)
Y = np.sin(2 * X)

l1, l2, l3 = Linear(1, 16), Linear(16, 16), Linear(16, 1)
params = l1.params() + l2.params() + l3.params()


def net(x):
    return l3(tanh(l2(tanh(l1(Tensor(x))))))


lr = 0.1
for it in range(2001):
    loss = net(X).mse(Y)
    for p in params:
        p.grad = np.zeros_like(p.data)
    loss.backward()
    for p in params:
        p.data -= lr * p.grad
    if it % 200 == 0:
        print(it, float(loss.data))

print('max deviation', np.abs(net(X).data - Y).max())
