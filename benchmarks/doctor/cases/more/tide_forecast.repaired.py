import numpy as np

# predict the next water level from the last 8 ones
rng = np.random.default_rng(2024)
time = np.arange(400) * 0.25
level = np.sin(time) + 0.4 * np.sin(2.3 * time + 1) + rng.normal(0, 0.02, time.size)
level = (level - level.mean()) / level.std()

LAGS = 8
X = np.array([level[i:i + LAGS] for i in range(len(level) - LAGS)])
y = level[LAGS:].reshape(-1, 1)
n_train = 300
X_train, y_train, X_test, y_test = X[:n_train], y[:n_train], X[n_train:], y[n_train:]


class Net:
    def __init__(self, n_in: int, n_hidden: int):
        self.p = {
            "W1": rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_hidden)),
            "b1": np.zeros((1, n_hidden)),
            "W2": rng.normal(0, 1 / np.sqrt(n_hidden), (n_hidden, 1)),
            "b2": np.zeros((1, 1)),
        }

    def forward(self, x):
        self.x = x
        self.a = np.tanh(x @ self.p["W1"] + self.p["b1"])
        return self.a @ self.p["W2"] + self.p["b2"]

    def backward(self, d_out):
        d_a = d_out @ self.p["W2"].T * (1 - self.a ** 2)
        return {
            "W1": self.x.T @ d_a, "b1": d_a.sum(axis=0, keepdims=True),
            "W2": self.a.T @ d_out, "b2": d_out.sum(axis=0, keepdims=True),
        }


def clip_gradients(grads, max_norm):
    norm = np.sqrt(sum((g ** 2).sum() for g in grads.values()))
    return {k: g * min(1.0, max_norm / (norm + 1e-8)) for k, g in grads.items()}


net = Net(LAGS, 16)
learning_rate = 0.1
for epoch in range(1000):
    out = net.forward(X_train)
    loss = np.mean((out - y_train) ** 2)
    grads = net.backward(2 * (out - y_train) / n_train)
    grads = clip_gradients(grads, max_norm=1.0)
    for k in net.p:
        net.p[k] -= learning_rate * grads[k]
    if epoch % 100 == 0:
        test = np.mean((net.forward(X_test) - y_test) ** 2)
        print(f"epoch {epoch:4d}  train mse {loss:.5f}  test mse {test:.5f}")
