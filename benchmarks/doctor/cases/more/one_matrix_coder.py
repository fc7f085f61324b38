import copy
import numpy as np
from sklearn.datasets import load_digits

# autoencoder with ONE weight matrix: code = relu(x W + b), rec = sigmoid(code W' + c)
# dropout on the input, early stopping on clean validation error, cosine rate

np.random.seed(8)
digits = load_digits()
data = np.random.permutation(digits.data / digits.data.max())
train, valid, test = np.split(data, [1200, 1500])


class Coder:
    def __init__(self, n, k):
        self.W = np.random.randn(n, k) * np.sqrt(2 / n) * 0.7
        self.b = np.zeros(k)
        # start the output at the mean image
        mean = np.clip(train.mean(axis=0), 0.01, 0.99)
        self.c = np.log(mean / (1 - mean))

    def encode(self, x):
        return np.maximum(0, x @ self.W + self.b)

    def decode(self, h):
        return 1 / (1 + np.exp(-(h @ self.W.T + self.c)))

    def error(self, x):
        r = self.decode(self.encode(x))
        return np.mean((r - x) ** 2)

    def gradients(self, seen, clean):
        h = self.encode(seen)
        r = self.decode(h)
        # cross-entropy with grey values as probabilities: r - clean
        dr = (r - clean) / len(clean)
        dh = (dr @ self.W) * (h > 0)
        # the matrix is used twice
        return seen.T @ dh + dr.T @ h, dh.sum(axis=0), dr.sum(axis=0)


net = Coder(64, 20)
best, best_error, since = copy.deepcopy(net), net.error(valid), 0
keep = 0.9
period = 20
velocity = [0, 0, 0]
print("start", best_error)

for epoch in range(100):
    rate = 0.005 + 0.045 * (1 + np.cos(np.pi * (epoch % period) / period)) / 2
    np.random.shuffle(train)
    for i in range(0, len(train), 40):
        clean = train[i:i + 40]
        seen = clean * (np.random.rand(*clean.shape) < keep) / keep
        for j, (p, g) in enumerate(zip((net.W, net.b, net.c), net.gradients(seen, clean))):
            velocity[j] = 0.9 * velocity[j] + g
            p -= rate * velocity[j]
    err = net.error(valid)
    if epoch % 10 == 0:
        print("epoch", epoch, "rate %.4f" % rate, "valid mse %.5f" % err)
    if err < best_error:
        best, best_error, since = copy.deepcopy(net), err, 0
    else:
        since += 1
    if since > 2 * period:
        print("no progress for two periods, stop at", epoch)
        break

net = best
print("test mse", net.error(test), " variance of the data", test.var(axis=0).mean())
