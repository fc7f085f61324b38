import numpy as np
from sklearn.datasets import load_digits

np.random.seed(42)


class LRScheduler:
    """warm-up over the first epochs, afterwards lr * gamma once more every time"""

    def __init__(self, base_lr, warmup_epochs, gamma):
        self.base_lr = base_lr
        self.warmup_epochs = warmup_epochs
        self.gamma = gamma
        self.count = 0

    @property
    def lr(self):
        if self.count < self.warmup_epochs:
            return self.base_lr * (self.count + 1) / (self.warmup_epochs + 1)
        return self.base_lr * self.gamma ** (self.count - self.warmup_epochs)

    def step(self):
        self.count += 1


def batches(X, Y, size):
    index = np.random.permutation(X.shape[0])
    for i in range(0, len(index) - size + 1, size):
        chunk = index[i:i + size]
        yield X[chunk], Y[chunk]


def relu(z):
    return np.where(z > 0, z, 0)


def softmax(z):
    z = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return z / np.sum(z, axis=-1, keepdims=True)


X, labels = load_digits(return_X_y=True)
X = X / 16
Y = np.eye(10)[labels]
X_train, Y_train = X[:1300], Y[:1300]
X_test, l_test = X[1300:], labels[1300:]

W = [np.random.randn(64, 32) * np.sqrt(2 / 64), np.random.randn(32, 10) * np.sqrt(2 / 32)]
b = [np.zeros(32), np.zeros(10)]
scheduler = LRScheduler(base_lr=0.1, warmup_epochs=3, gamma=0.9)

for epoch in range(20):
    losses = []
    for xb, yb in batches(X_train, Y_train, 26):
        a1 = relu(xb @ W[0] + b[0])
        p = softmax(a1 @ W[1] + b[1])
        losses.append(-np.mean(np.sum(yb * np.log(p + 1e-9), axis=1)))

        d2 = (p - yb) / len(xb)
        d1 = (d2 @ W[1].T) * (a1 > 0)
        lr = scheduler.lr
        W[1] -= lr * (a1.T @ d2)
        b[1] -= lr * d2.sum(axis=0)
        W[0] -= lr * (xb.T @ d1)
        b[0] -= lr * d1.sum(axis=0)
    scheduler.step()
    print(f'Epoch {epoch + 1}: loss = {np.mean(losses):.4f}')

out = softmax(relu(X_test @ W[0] + b[0]) @ W[1] + b[1])
print('Test accuracy:', np.mean(out.argmax(axis=1) == l_test))
