import numpy as np
from sklearn.datasets import load_breast_cancer

# labels are -1 / +1, samples are COLUMNS, loss is log(1 + exp(-y s))
np.random.seed(42)


class BatchNormCols:
    def __init__(self, n):
        self.theta = {"g": np.ones((n, 1)), "b": np.zeros((n, 1))}
        self.avg = None

    def forward(self, Z, training):
        if training:
            m, v = Z.mean(1, keepdims=True), Z.var(1, keepdims=True)
            if self.avg is None:
                self.avg = [m, v]
            else:
                self.avg = [0.9 * a + 0.1 * q for a, q in zip(self.avg, (m, v))]
        else:
            m, v = self.avg
        self.inv = 1 / np.sqrt(v + 1e-5)
        self.N = (Z - m) * self.inv
        return self.theta["g"] * self.N + self.theta["b"]

    def backward(self, D):
        self.d = {"g": (D * self.N).sum(1, keepdims=True), "b": D.sum(1, keepdims=True)}
        D = D * self.theta["g"]
        return self.inv * (D - D.mean(1, keepdims=True) - self.N * (D * self.N).mean(1, keepdims=True))


class LinCols:
    def __init__(self, n, m, bias=True):
        self.theta = {"W": np.random.randn(m, n) / np.sqrt(n)}
        if bias:
            self.theta["c"] = np.zeros((m, 1))

    def forward(self, A, training):
        self.A = A
        return self.theta["W"] @ A + self.theta.get("c", 0)

    def backward(self, D):
        self.d = {"W": D @ self.A.T, "c": D.sum(1, keepdims=True)}
        return self.theta["W"].T @ D


class Softplus:
    theta = {}

    def forward(self, Z, training):
        self.Z = Z
        return np.logaddexp(0, Z)

    def backward(self, D):
        self.d = {}
        return D / (1 + np.exp(-self.Z))


class AMSGrad:
    def __init__(self, eta, b1=0.9, b2=0.99):
        self.eta, self.b1, self.b2, self.t = eta, b1, b2, 0
        self.state = {}

    def step(self, layers):
        self.t += 1
        rate = self.eta * np.sqrt(1 - self.b2 ** self.t) / (1 - self.b1 ** self.t)
        for i, layer in enumerate(layers):
            for k, p in layer.theta.items():
                g = layer.d[k]
                m, v, top = self.state.get((i, k), (0, 0, 0))
                m = m + (1 - self.b1) * (g - m)
                v = v + (1 - self.b2) * (g * g - v)
                top = np.maximum(top, v)
                p -= rate * m / (np.sqrt(top) + 1e-8)
                self.state[i, k] = m, v, top


data = load_breast_cancer()
X = data.data.T
y = np.where(data.target == 1, 1.0, -1.0)[None, :]
mix = np.random.permutation(X.shape[1])
tr, te = mix[:400], mix[400:]
mean, std = X[:, tr].mean(1, keepdims=True), X[:, tr].std(1, keepdims=True)
X = (X - mean) / std

# no bias before batch norm, its shift does that job
layers = [LinCols(30, 12, bias=False), BatchNormCols(12), Softplus(), LinCols(12, 1)]
opt = AMSGrad(0.01)


def scores(A, training=False):
    for l in layers:
        A = l.forward(A, training)
    return A


for epoch in range(30):
    np.random.shuffle(tr)
    loss = 0
    for part in np.split(tr, 8):
        s = scores(X[:, part], True)
        margin = y[:, part] * s
        loss += np.logaddexp(0, -margin).sum()
        D = -y[:, part] / (1 + np.exp(margin)) / part.size
        for l in layers[::-1]:
            D = l.backward(D)
        opt.step(layers)
    if epoch % 6 == 5:
        print("epoch", epoch + 1, "loss", loss / tr.size, "test", np.mean(np.sign(scores(X[:, te])) == y[:, te]))
