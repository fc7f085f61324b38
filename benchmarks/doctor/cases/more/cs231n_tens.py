import numpy as np
from sklearn.datasets import load_digits


class TwoLayerNet(object):
    """
    affine - relu - affine - relu - affine - softmax. Three layers by now, the name stayed.
    Every column of X is a picture (assignment 1 has rows, my own loader gives columns).
    """

    def __init__(self, input_size, hidden_size, output_size, std=1e-1):
        self.params = {}
        self.params['W1'] = std * np.random.randn(hidden_size, input_size)
        self.params['b1'] = np.zeros((hidden_size, 1))
        self.params['W2'] = std * np.random.randn(hidden_size, hidden_size)
        self.params['b2'] = np.zeros((hidden_size, 1))
        self.params['W3'] = std * np.random.randn(output_size, hidden_size)
        self.params['b3'] = np.zeros((output_size, 1))

    def scores(self, X):
        p = self.params
        h1 = np.maximum(0, p['W1'].dot(X) + p['b1'])
        h2 = np.maximum(0, p['W2'].dot(h1) + p['b2'])
        return h1, h2, p['W3'].dot(h2) + p['b3']

    def loss(self, X, y, reg=0.0):
        W1, W2, W3 = self.params['W1'], self.params['W2'], self.params['W3']
        D, N = X.shape
        h1, h2, scores = self.scores(X)

        # softmax
        scores = scores - scores.max(axis=0, keepdims=True)
        probs = np.exp(scores)
        probs /= probs.sum(axis=0, keepdims=True)
        loss = -np.log(probs[y, np.arange(N)]).sum() / N
        loss += 0.5 * reg * (np.sum(W1 * W1) + np.sum(W2 * W2) + np.sum(W3 * W3))

        # backward pass
        grads = {}
        dscores = probs.copy()
        dscores[y, np.arange(N)] -= 1
        dscores /= N
        grads['W3'] = dscores.dot(h2.T) + reg * W3
        grads['b3'] = dscores.sum(axis=1, keepdims=True)
        dh2 = W3.T.dot(dscores)
        grads['W2'] = dh2.dot(h1.T) + reg * W2
        grads['b2'] = dh2.sum(axis=1, keepdims=True)
        dh1 = W2.T.dot(dh2)
        dh1[h1 <= 0] = 0
        grads['W1'] = dh1.dot(X.T) + reg * W1
        grads['b1'] = dh1.sum(axis=1, keepdims=True)
        return loss, grads

    def train(self, X, y, X_val, y_val, learning_rate=0.3, reg=1e-4, num_iters=1500, batch_size=50):
        num_train = X.shape[1]
        for it in range(num_iters):
            idx = np.random.choice(num_train, batch_size)
            loss, grads = self.loss(X[:, idx], y[idx], reg)
            for k in self.params:
                self.params[k] -= learning_rate * grads[k]
            if it % 250 == 0:
                print('iteration %d / %d: loss %f, val_acc %.3f' % (it, num_iters, loss, self.check(X_val, y_val)))

    def check(self, X, y, step=10):
        # in slices of ten, the real pictures are too large for more
        hits = 0
        for a in range(0, X.shape[1], step):
            out = self.scores(X[:, a:a + step])[2]
            pred = np.argmax(out, axis=1)
            hits += np.sum(pred == y[a:a + step])
        return hits / X.shape[1]


np.random.seed(231)
d = load_digits()
order = np.random.permutation(1797)
X = ((d.data - d.data.mean(axis=0)) / 16)[order].T
y = d.target[order]
X_train, y_train = X[:, :1297], y[:1297]
X_val, y_val = X[:, 1297:], y[1297:]
print('Train data shape:', X_train.shape, ' Validation data shape:', X_val.shape)

net = TwoLayerNet(64, 40, 10)
net.train(X_train, y_train, X_val, y_val)
print('Validation accuracy:', net.check(X_val, y_val))
