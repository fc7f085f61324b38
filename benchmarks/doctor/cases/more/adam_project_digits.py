"""Project 2, part c: compare SGD and Adam on the digits (own implementation)."""
import numpy as np
from sklearn.datasets import load_digits


class Optimizer:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def update(self, params, grads):
        raise NotImplementedError


class SGD(Optimizer):
    def update(self, params, grads):
        for key in params:
            params[key] -= self.learning_rate * grads[key]


class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.m = {}
        self.v = {}
        self.t = 0

    def update(self, params, grads):
        self.t += 1
        for key in params:
            if key not in self.m:
                self.m[key] = np.zeros_like(params[key])
                self.v[key] = np.zeros_like(params[key])
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key]
            m_hat = self.m[key] / (1 - self.beta1 ** self.t)
            v_hat = self.v[key] / (1 - self.beta2 ** self.t)
            params[key] -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


class Classifier:
    def __init__(self, n_in, n_hidden, n_out, optimizer, seed=0):
        rng = np.random.RandomState(seed)
        self.params = {
            "W1": rng.normal(0, np.sqrt(2 / n_in), (n_in, n_hidden)),
            "b1": np.zeros(n_hidden),
            "W2": rng.normal(0, np.sqrt(2 / n_hidden), (n_hidden, n_out)),
            "b2": np.zeros(n_out),
        }
        self.optimizer = optimizer
        self.rng = rng

    def probabilities(self, X):
        p = self.params
        self.hidden = np.maximum(0, X @ p["W1"] + p["b1"])
        scores = self.hidden @ p["W2"] + p["b2"]
        scores = scores - scores.max(axis=1, keepdims=True)
        e = np.exp(scores)
        return e / e.sum(axis=1, keepdims=True)

    def gradients(self, X, Y):
        delta = (self.probabilities(X) - Y) / len(X)
        back = delta @ self.params["W2"].T
        back[self.hidden <= 0] = 0
        return {"W1": X.T @ back, "b1": back.sum(axis=0),
                "W2": self.hidden.T @ delta, "b2": delta.sum(axis=0)}

    def fit(self, X, Y, epochs=30, batch_size=64):
        for epoch in range(epochs):
            order = self.rng.permutation(len(X))
            for start in range(0, len(X), batch_size):
                rows = order[start:start + batch_size]
                self.optimizer.update(self.params, self.gradients(X[rows], Y[rows]))
            if epoch % 5 == 0:
                print(f"  epoch {epoch:2d}: loss {self.loss(X, Y):.4f}")
        return self

    def loss(self, X, Y):
        return -np.mean(np.sum(Y * np.log(self.probabilities(X) + 1e-10), axis=1))

    def score(self, X, labels):
        return np.mean(self.probabilities(X).argmax(axis=1) == labels)


def main():
    digits = load_digits()
    X, labels = digits.data / 16, digits.target
    Y = np.eye(10)[labels]
    split = 1300
    results = {}
    for name, optimizer in (("SGD", SGD(0.1)), ("Adam", Adam(0.003))):
        print(name)
        net = Classifier(64, 40, 10, optimizer).fit(X[:split], Y[:split])
        results[name] = net.score(X[split:], labels[split:])
        print("  test accuracy", results[name])
    return results


if __name__ == "__main__":
    results = main()
