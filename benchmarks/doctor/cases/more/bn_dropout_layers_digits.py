import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

rs = np.random.RandomState(42)


class Affine:
    def __init__(self, n_in, n_out, bias=True):
        self.params = {"W": rs.randn(n_in, n_out) * np.sqrt(2.0 / n_in)}
        if bias:
            self.params["b"] = np.zeros((1, n_out))

    def forward(self, x, train):
        self.x = x
        return x @ self.params["W"] + self.params.get("b", 0.0)

    def backward(self, dout):
        self.grads = {"W": self.x.T @ dout}
        if "b" in self.params:
            self.grads["b"] = dout.sum(axis=0, keepdims=True)
        return dout @ self.params["W"].T


class BatchNorm:
    def __init__(self, n, keep=0.9, eps=1e-5):
        self.params = {"gamma": np.ones(n), "beta": np.zeros(n)}
        self.mean, self.var, self.keep, self.eps = np.zeros(n), np.ones(n), keep, eps

    def forward(self, x, train):
        if not train:
            return self.params["gamma"] * (x - self.mean) / np.sqrt(self.var + self.eps) + self.params["beta"]
        mu, var = x.mean(axis=0), x.var(axis=0)
        self.mean = self.keep * self.mean + (1 - self.keep) * mu
        self.var = self.keep * self.var + (1 - self.keep) * var
        self.istd = 1.0 / np.sqrt(var + self.eps)
        self.xhat = (x - mu) * self.istd
        return self.params["gamma"] * self.xhat + self.params["beta"]

    def backward(self, dout):
        self.grads = {"gamma": (dout * self.xhat).sum(axis=0), "beta": dout.sum(axis=0)}
        dxhat = dout * self.params["gamma"]
        return self.istd * (dxhat - dxhat.mean(axis=0) - self.xhat * (dxhat * self.xhat).mean(axis=0))


class ReLU:
    params, grads = {}, {}

    def forward(self, x, train):
        self.off = x <= 0
        out = x.copy()
        out[self.off] = 0
        return out

    def backward(self, dout):
        dout[self.off] = 0
        return dout


class Dropout:
    params, grads = {}, {}

    def __init__(self, drop):
        self.drop = drop

    def forward(self, x, train):
        if not train:
            return x
        self.mask = (rs.rand(*x.shape) >= self.drop) / (1 - self.drop)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class RMSProp:
    def __init__(self, layers, lr=2e-3, rho=0.9):
        self.layers, self.lr, self.rho = layers, lr, rho
        self.cache = [{k: np.zeros_like(v) for k, v in l.params.items()} for l in layers]

    def step(self):
        for layer, cache in zip(self.layers, self.cache):
            for k, g in layer.grads.items():
                cache[k] = self.rho * cache[k] + (1 - self.rho) * g * g
                layer.params[k] -= self.lr * g / (np.sqrt(cache[k]) + 1e-7)


def run(layers, x, train=False):
    for l in layers:
        x = l.forward(x, train)
    return x


def accuracy(layers, x, y):
    return float((run(layers, x).argmax(axis=1) == y).mean())


X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)

# no scaling: the first batch norm takes care of 0..16
net = [Affine(64, 48, bias=False), BatchNorm(48), ReLU(), Dropout(0.2),
       Affine(48, 32, bias=False), BatchNorm(32), ReLU(), Affine(32, 10)]
opt = RMSProp(net)

for epoch in range(1, 26):
    order = rs.permutation(len(X_train))
    running = 0.0
    for rows in np.array_split(order, len(order) // 64):
        xb, yb = X_train[rows], y_train[rows]
        z = run(net, xb, train=True)
        z = z - z.max(axis=1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        running += -logp[np.arange(len(yb)), yb].sum()
        d = np.exp(logp)
        d[np.arange(len(yb)), yb] -= 1
        d /= len(yb)
        for layer in reversed(net):
            d = layer.backward(d)
        opt.step()
    if epoch % 5 == 0:
        print(f"[{epoch:02d}] loss {running / len(order):.4f}  train {accuracy(net, X_train, y_train):.4f}  test {accuracy(net, X_test, y_test):.4f}")
