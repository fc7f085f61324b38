import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


class Momentum:
    def __init__(self, lr=0.001, beta=0.95):
        self.lr = lr
        self.beta = beta

    def step(self, weights, grads):
        velocities = [np.zeros_like(w) for w in weights]
        for w, g, v in zip(weights, grads, velocities):
            v[...] = self.beta * v - self.lr * g
            w += v


class Regressor:
    def __init__(self, sizes, rng):
        self.weights = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.weights.append(rng.normal(0, 1 / np.sqrt(a), (a, b)))
            self.weights.append(np.zeros(b))

    def __call__(self, X):
        w1, b1, w2, b2 = self.weights
        self.X = X
        self.h = np.tanh(X @ w1 + b1)
        return self.h @ w2 + b2

    def gradients(self, err):
        """err = d loss / d output"""
        w1, b1, w2, b2 = self.weights
        dh = err @ w2.T * (1 - self.h ** 2)
        return [self.X.T @ dh, dh.sum(0), self.h.T @ err, err.sum(0)]


X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y.reshape(-1, 1), test_size=0.25, random_state=2)
mx, sx = X_train.mean(0), X_train.std(0)
my, sy = y_train.mean(), y_train.std()
X_train, X_test = (X_train - mx) / sx, (X_test - mx) / sx
y_train, y_test = (y_train - my) / sy, (y_test - my) / sy

rng = np.random.default_rng(0)
net = Regressor([10, 8, 1], rng)
optimizer = Momentum(lr=0.001, beta=0.95)
batch = 32
history = []
for epoch in range(30):
    order = rng.permutation(len(X_train))
    total = 0.0
    for s in range(0, len(order), batch):
        rows = order[s:s + batch]
        out = net(X_train[rows])
        diff = out - y_train[rows]
        total += (diff ** 2).sum()
        optimizer.step(net.weights, net.gradients(2 * diff / len(rows)))
    history.append(total / len(order))
    if epoch % 5 == 0:
        print(f"epoch {epoch:2d}  train mse {history[-1]:.4f}")

train_mse = float(np.mean((net(X_train) - y_train) ** 2))
test_mse = float(np.mean((net(X_test) - y_test) ** 2))
print("train", train_mse, "test", test_mse)
