import numpy as np
from sklearn.datasets import load_digits

np.seterr(all='ignore')


class Net:
    """one hidden layer, softmax at the end, only for my own understanding"""

    def __init__(self, n_in, n_hid, n_out, alpha):
        self.Wh = np.random.normal(0, 1 / np.sqrt(n_in), (n_in, n_hid))
        self.bh = np.zeros(n_hid)
        self.Wo = np.random.normal(0, 1 / np.sqrt(n_hid), (n_hid, n_out))
        self.bo = np.zeros(n_out)
        self.alpha = alpha

    def softmax(self, z):
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        return e / e.sum(axis=1, keepdims=True)

    def forward(self, X):
        self.X = X
        self.H = np.tanh(X.dot(self.Wh) + self.bh)
        return self.softmax(self.H.dot(self.Wo) + self.bo)

    def backprop(self, labels, predictions):
        n = labels.shape[0]
        err = (labels - predictions) / n
        dWo = self.H.T.dot(err)
        dbo = err.sum(axis=0)
        err_h = err.dot(self.Wo.T) * (1 - self.H ** 2)
        dWh = self.X.T.dot(err_h)
        dbh = err_h.sum(axis=0)

        self.Wo -= self.alpha * dWo
        self.bo -= self.alpha * dbo
        self.Wh -= self.alpha * dWh
        self.bh -= self.alpha * dbh

    def cost(self, labels, predictions):
        return -np.mean(np.sum(labels * np.log(predictions + 1e-12), axis=1))


letters = load_digits()
X = letters.images.reshape(-1, 64) / 16
T = np.zeros((len(X), 10))
for row, cls in enumerate(letters.target):
    T[row, cls] = 1

net = Net(64, 30, 10, 0.3)
for epoch in range(300):
    p = net.forward(X)
    net.backprop(T, p)
    if epoch % 30 == 0:
        print(epoch, net.cost(T, p), (p.argmax(1) == letters.target).mean())
