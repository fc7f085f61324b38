from __future__ import print_function
import numpy as np
from sklearn.datasets import load_digits


class TwoLayerNet(object):
    """ affine - softplus - affine - multiclass SVM, biases kept as an extra row of the weights """

    def __init__(self, input_size, hidden_size, output_size):
        self.W1 = np.random.randn(input_size + 1, hidden_size) * np.sqrt(1.0 / input_size)
        self.W2 = np.random.randn(hidden_size + 1, output_size) * np.sqrt(1.0 / hidden_size)
        self.W1[-1] = 0
        self.W2[-1] = 0

    @staticmethod
    def with_ones(X):
        return np.hstack([X, np.ones((X.shape[0], 1))])

    def scores(self, X):
        self.X1 = self.with_ones(X)
        self.Z1 = self.X1.dot(self.W1)
        self.H1 = self.with_ones(np.logaddexp(0, self.Z1))
        return self.H1.dot(self.W2)

    def loss(self, X, y, reg):
        f = self.scores(X)
        rows = np.arange(len(y))
        margins = f - f[rows, y][:, None] + 1.0
        margins[rows, y] = 0
        active = margins > 0
        # per example only the largest violation counts (Crammer-Singer)
        worst = margins.argmax(axis=1)
        hit = active[rows, worst]
        loss = margins[rows, worst][hit].sum()
        loss += reg * (np.sum(self.W1[:-1] ** 2) + np.sum(self.W2[:-1] ** 2))

        df = np.zeros_like(f)
        df[rows[hit], worst[hit]] += 1
        df[rows[hit], y[hit]] -= 1
        dW2 = self.H1.T.dot(df)
        dH = df.dot(self.W2[:-1].T)
        dZ = dH / (1 + np.exp(-self.Z1))
        dW1 = self.X1.T.dot(dZ)
        dW1[:-1] += 2 * reg * self.W1[:-1]
        dW2[:-1] += 2 * reg * self.W2[:-1]
        return loss, {'W1': dW1, 'W2': dW2}

    def train(self, X, y, X_val, y_val, learning_rate=2e-3, learning_rate_decay=0.95, reg=0.01,
              num_iters=700, batch_size=50):
        per_epoch = max(len(X) // batch_size, 1)
        history = []
        mu = {'W1': 0, 'W2': 0}
        for it in range(num_iters):
            pick = np.random.choice(len(X), batch_size, replace=True)
            loss, grads = self.loss(X[pick], y[pick], reg)
            history.append(loss)
            for k in ('W1', 'W2'):
                old = mu[k]
                mu[k] = 0.8 * mu[k] - learning_rate * grads[k]
                setattr(self, k, getattr(self, k) - 0.8 * old + 1.8 * mu[k])   # Nesterov
            if it % 100 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))
            if (it + 1) % per_epoch == 0:
                learning_rate *= learning_rate_decay
        print('val accuracy:', (self.predict(X_val) == y_val).mean())
        return history

    def predict(self, X):
        return np.argmax(self.scores(X), axis=1)


np.random.seed(0)
data, target = load_digits(return_X_y=True)
data = (data - data[:1200].mean()) / data[:1200].std()
X_train, y_train = data[:1200], target[:1200]
X_val, y_val = data[1200:], target[1200:]

net = TwoLayerNet(64, 36, 10)
history = net.train(X_train, y_train, X_val, y_val)
