import numpy as np
from sklearn.datasets import load_diabetes

d = load_diabetes()
X = d.data / d.data.std(axis=0)
t = ((d.target - d.target.mean()) / d.target.std()).reshape(-1, 1)


class Adam:
    def __init__(self, params, lr=0.01, b1=0.9, b2=0.999, eps=1e-8):
        self.params = params
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]
        self.t = 0

    def step(self, grads):
        self.t += 1
        for i, (p, g) in enumerate(zip(self.params, grads)):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g ** 2
            m_hat = self.m[i] / (1 - self.b1 ** self.t)
            v_hat = self.v[i] / (1 - self.b2 ** self.t)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


hidden = 16
W1 = np.random.randn(10, hidden) / np.sqrt(10)
b1 = np.zeros(hidden)
W2 = np.random.randn(hidden, 1) / np.sqrt(hidden)
b2 = np.zeros(1)
opt = Adam([W1, b1, W2, b2])

for it in range(600):
    h = np.tanh(X @ W1 + b1)
    y = h @ W2 + b2
    loss = 0.5 * np.mean((y - t) ** 2)

    dy = (y - t) / len(X)
    dW2 = h.T @ dy
    db2 = dy.sum(axis=0)
    dh = (dy @ W2.T) * (1 - h ** 2)
    dW1 = X.T @ dh
    db1 = dh.sum(axis=0)
    opt.step([dW1, db1, dW2, db2])
    if it % 60 == 0:
        print(it, loss)
