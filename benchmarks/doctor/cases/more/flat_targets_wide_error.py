import numpy as np

# synthetic data: price of a flat from size, floor and distance to the centre (already in sensible units)
rs = np.random.RandomState(11)
N = 150
size = rs.normal(0, 1, N)
floor = rs.normal(0, 1, N)
dist = rs.normal(0, 1, N)
X = np.column_stack((size, floor, dist))
y = 0.8 * size + 0.2 * floor - 0.6 * dist + 0.4 * size * dist + rs.normal(0, 0.05, N)
print(X.shape, y.shape)


class RegressionNet:
    def __init__(self, n_in, n_hidden, seed=0):
        np.random.seed(seed)
        self.w1 = np.random.randn(n_in, n_hidden) * 0.5
        self.b1 = np.zeros((1, n_hidden))
        self.w2 = np.random.randn(n_hidden, 1) * 0.5
        self.b2 = np.zeros((1, 1))

    def predict(self, X):
        self.h = np.tanh(np.dot(X, self.w1) + self.b1)
        return np.dot(self.h, self.w2) + self.b2

    def train_step(self, X, y, lr):
        n = len(X)
        out = self.predict(X)
        error = out - y
        loss = np.mean(error ** 2)

        grad_out = 2 * error.mean(axis=1, keepdims=True) / n
        grad_w2 = np.dot(self.h.T, grad_out)
        grad_b2 = grad_out.sum(axis=0, keepdims=True)
        grad_h = np.dot(grad_out, self.w2.T) * (1 - self.h ** 2)
        grad_w1 = np.dot(X.T, grad_h)
        grad_b1 = grad_h.sum(axis=0, keepdims=True)

        self.w1 -= lr * grad_w1
        self.b1 -= lr * grad_b1
        self.w2 -= lr * grad_w2
        self.b2 -= lr * grad_b2
        return loss


net = RegressionNet(3, 10)
for step in range(3001):
    loss = net.train_step(X, y, 0.1)
    if step % 500 == 0:
        print("step", step, "loss", loss)

print("variance of y:", y.var())
p = net.predict(X)
for i in range(6):
    print("pred %.3f   true %.3f" % (p[i, 0], y[i]))
