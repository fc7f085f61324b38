import numpy as np


class SumNet:
    def __init__(self, lr):
        self.lr = lr
        self.w1 = np.random.rand(5, 8) * 0.5
        self.b1 = np.zeros((1, 8))
        self.w2 = np.random.rand(8, 1) * 0.5
        self.b2 = np.zeros((1, 1))

    def predict(self, x):
        z = x @ self.w1 + self.b1
        a = np.maximum(z, 0)
        out = a @ self.w2 + self.b2
        return out, a, z

    def train(self, x, t):
        out, a, z = self.predict(x)
        d_out = (out - t) / len(x)
        d_w2 = a.T @ d_out
        d_b2 = d_out.sum(axis=0, keepdims=True)
        d_z = (d_out @ self.w2.T) * (z > 0)
        d_w1 = x.T @ d_z
        d_b1 = d_z.sum(axis=0, keepdims=True)
        self.w1 -= self.lr * d_w1
        self.b1 -= self.lr * d_b1
        self.w2 -= self.lr * d_w2
        self.b2 -= self.lr * d_b2
        return np.mean((out - t) ** 2) / 2


inputs = np.random.randint(1, 10, (200, 5)).astype(float)
targets = inputs.sum(axis=1, keepdims=True)

nn = SumNet(0.0005)
for i in range(2000):
    error = nn.train(inputs, targets)
    if i % 200 == 0:
        print(i, error)

print(nn.predict(np.array([[1, 2, 3, 4, 5], [1, 2, 3, 4, 6]], dtype=float))[0])
