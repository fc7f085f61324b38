import numpy as np
from sklearn.datasets import load_digits

"""Multi-task exercise: a shared layer, one head says which digit it is (softmax), the other how much ink there is (regression).
The total loss gets slower and slower below 0.1 and I am not sure whether the two gradients may simply be added in the shared layer,
one of them is divided by the batch in the loss and the other has a weight in front. The ink accuracy cannot be printed."""


class MultiTaskNet:
    def __init__(self, n_in, n_shared, n_classes, ink_weight):
        self.ink_weight = ink_weight
        self.S = np.random.uniform(-1, 1, (n_in, n_shared)) * np.sqrt(6 / (n_in + n_shared))
        self.s = np.zeros((1, n_shared))
        self.C = np.random.uniform(-1, 1, (n_shared, n_classes)) * np.sqrt(6 / (n_shared + n_classes))
        self.c = np.zeros((1, n_classes))
        self.R = np.random.uniform(-1, 1, (n_shared, 1)) * np.sqrt(6 / (n_shared + 1))
        self.r = np.zeros((1, 1))

    def swish(self, z):
        return z / (1 + np.exp(-z))

    def swish_prime(self, z):
        s = 1 / (1 + np.exp(-z))
        return s + z * s * (1 - s)

    def forward(self, X):
        self.X = X
        self.Z = X @ self.S + self.s
        self.H = self.swish(self.Z)
        logits = self.H @ self.C + self.c
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.P = e / e.sum(axis=1, keepdims=True)
        self.ink = self.H @ self.R + self.r
        return self.P, self.ink

    def losses(self, T, ink):
        class_loss = -np.mean(np.sum(T * np.log(self.P + 1e-12), axis=1))
        ink_loss = 0.5 * np.mean((self.ink - ink) ** 2)
        return class_loss, ink_loss

    def backward(self, T, ink, lr):
        n = len(T)
        d_class = (self.P - T) / n
        d_ink = self.ink_weight * (self.ink - ink) / n
        d_shared = (d_class @ self.C.T + d_ink @ self.R.T) * self.swish_prime(self.Z)
        steps = {
            'C': self.H.T @ d_class, 'c': d_class.sum(axis=0, keepdims=True),
            'R': self.H.T @ d_ink, 'r': d_ink.sum(axis=0, keepdims=True),
            'S': self.X.T @ d_shared, 's': d_shared.sum(axis=0, keepdims=True),
        }
        for name, g in steps.items():
            setattr(self, name, getattr(self, name) - lr * g)

    def predict(self, X):
        P, ink = self.forward(X)
        return P.argmax(axis=1), ink


np.random.seed(9)
digits = load_digits()
X = digits.data / 16
ink = X.sum(axis=1, keepdims=True)
order = np.random.permutation(len(X))
tr, te = order[:1300], order[1300:]
X = X - X[tr].mean(axis=0)
ink = (ink - ink[tr].mean()) / ink[tr].std()
T = np.eye(10)[digits.target]

net = MultiTaskNet(64, 40, 10, ink_weight=0.5)
for epoch in range(40):
    np.random.shuffle(tr)
    for k in range(0, len(tr), 50):
        b = tr[k:k + 50]
        net.forward(X[b])
        net.backward(T[b], ink[b], lr=0.15)
    if epoch % 5 == 4:
        net.forward(X[tr])
        a, b = net.losses(T[tr], ink[tr])
        print('epoch %d  class %.4f  ink %.4f  total %.4f' % (epoch + 1, a, b, a + net.ink_weight * b))

guess, ink_guess = net.predict(X[te])
class_accuracy = np.mean(guess == digits.target[te])
ink_r2 = 1 - np.sum((ink_guess - ink[te]) ** 2) / np.sum((ink[te] - ink[te].mean()) ** 2)
print('digits right: %.3f   R2 of the ink: %.3f' % (class_accuracy, ink_r2))
