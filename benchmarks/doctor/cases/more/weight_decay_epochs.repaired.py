import numpy as np
from sklearn.datasets import load_breast_cancer

np.random.seed(2)
bc = load_breast_cancer()
idx = np.random.permutation(bc.data.shape[0])
x_all = bc.data[idx]
t_all = bc.target[idx].reshape(-1, 1)
mu, sigma = x_all[:400].mean(0), x_all[:400].std(0)
x_tr, t_tr = (x_all[:400] - mu) / sigma, t_all[:400]
x_te, t_te = (x_all[400:] - mu) / sigma, t_all[400:]


class Network2:
    def __init__(self, sizes, lmbda, eta):
        self.biases = [np.zeros((1, y)) for y in sizes[1:]]
        self.weights = [np.random.randn(x, y) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]
        self.lmbda, self.eta = lmbda, eta

    def feedforward(self, a):
        self.activations = [a]
        for b, w in zip(self.biases, self.weights):
            a = 1 / (1 + np.exp(-np.clip(a @ w + b, -60, 60)))
            self.activations.append(a)
        return a

    def total_cost(self, x, t):
        a = np.clip(self.feedforward(x), 1e-12, 1 - 1e-12)
        cost = -np.mean(t * np.log(a) + (1 - t) * np.log(1 - a))
        cost += 0.5 * (self.lmbda / len(x)) * sum(np.linalg.norm(w) ** 2 for w in self.weights)
        return cost

    def update_mini_batch(self, x, t, n):
        delta = (self.feedforward(x) - t) / len(x)
        nabla_w, nabla_b = [], []
        for l in range(len(self.weights) - 1, -1, -1):
            a = self.activations[l]
            nabla_w.insert(0, a.T @ delta)
            nabla_b.insert(0, delta.sum(axis=0, keepdims=True))
            delta = delta @ self.weights[l].T * a * (1 - a)
        self.weights = [(1 - self.eta * (self.lmbda / n)) * w - self.eta * nw
                        for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - self.eta * nb for b, nb in zip(self.biases, nabla_b)]

    def accuracy(self, x, t):
        return np.mean((self.feedforward(x) > 0.5) == t)


net = Network2([30, 12, 1], lmbda=2.0, eta=0.5)
n = len(x_tr)
for epoch in range(60):
    order = np.random.permutation(n)
    for k in range(0, n, 20):
        net.update_mini_batch(x_tr[order[k:k + 20]], t_tr[order[k:k + 20]], n)
    if epoch % 6 == 0:
        print("Epoch %s: cost %.4f, train acc %.4f, test acc %.4f" % (
            epoch, net.total_cost(x_tr, t_tr), net.accuracy(x_tr, t_tr), net.accuracy(x_te, t_te)))
