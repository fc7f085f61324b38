import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

# Title of my post: loss goes to 0.05 but accuracy is stuck at ~0.53 , what is off with my backprop??
# EDIT: data is breast cancer from sklearn, 30 features
# EDIT2: tried lr 0.01, 0.1, 1 ... always the same accuracy, it is really weird

bc = load_breast_cancer()
X_train, X_val, y_train, y_val = train_test_split(bc.data, bc.target, test_size=0.25)
mu = X_train.mean(axis=0)
sg = X_train.std(axis=0)
X_train = (X_train - mu) / sg
X_val = (X_val - mu) / sg
print(X_train.shape, y_train.shape, X_val.shape, y_val.shape)


class BinaryNN:

    def __init__(self, n_features, n_hidden=12, lr=0.3):
        self.lr = lr
        self.W1 = np.random.randn(n_features, n_hidden) / np.sqrt(n_features)
        self.b1 = np.zeros((1, n_hidden))
        self.W2 = np.random.randn(n_hidden, 1) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    @staticmethod
    def sig(z):
        return 1.0 / (1.0 + np.exp(-np.clip(z, -500, 500)))

    def forward(self, X):
        self.X = X
        self.A1 = np.tanh(X.dot(self.W1) + self.b1)
        self.A2 = self.sig(self.A1.dot(self.W2) + self.b2)
        return self.A2

    def loss(self, A2, y):
        y = y.reshape(-1, 1)
        A2 = np.clip(A2, 1e-12, 1 - 1e-12)
        return -np.mean(y * np.log(A2) + (1 - y) * np.log(1 - A2))

    def backward(self, y):
        y = y.reshape(-1, 1)
        n = y.shape[0]
        dZ2 = (self.A2 - y) / n
        dW2 = self.A1.T.dot(dZ2)
        db2 = dZ2.sum(axis=0, keepdims=True)
        dZ1 = dZ2.dot(self.W2.T) * (1 - self.A1 ** 2)
        dW1 = self.X.T.dot(dZ1)
        db1 = dZ1.sum(axis=0, keepdims=True)

        self.W1 -= self.lr * dW1
        self.b1 -= self.lr * db1
        self.W2 -= self.lr * dW2
        self.b2 -= self.lr * db2

    def predict(self, X):
        return (self.forward(X) >= 0.5).astype(int)

    def accuracy(self, X, y):
        preds = self.predict(X)
        return np.mean(preds == y)


def confusion(model, X, y):
    preds = model.predict(X).ravel()
    c = np.zeros((2, 2), dtype=int)
    for t, p in zip(y, preds):
        c[t, p] += 1
    return c


model = BinaryNN(30)
losses, val_losses, accs, val_accs = [], [], [], []
for epoch in range(300):
    out = model.forward(X_train)
    losses.append(model.loss(out, y_train))
    model.backward(y_train)

    val_losses.append(model.loss(model.forward(X_val), y_val))
    accs.append(model.accuracy(X_train, y_train))
    val_accs.append(model.accuracy(X_val, y_val))
    if epoch % 30 == 0:
        print("epoch %d | loss %.4f | val loss %.4f | acc %.4f | val acc %.4f" % (
            epoch, losses[-1], val_losses[-1], accs[-1], val_accs[-1]))

print("best val acc", max(val_accs))
print(confusion(model, X_val, y_val))

# import matplotlib.pyplot as plt
# plt.plot(losses, label='train'); plt.plot(val_losses, label='val'); plt.legend(); plt.show()
# plt.plot(accs); plt.plot(val_accs); plt.show()
