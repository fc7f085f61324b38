import numpy as np
from sklearn.datasets import load_digits


class TwoLayerNet(object):
    """input - fully connected layer - ReLU - fully connected layer - softmax, with L2 on the weights"""

    def __init__(self, input_size, hidden_size, output_size):
        self.params = {}
        self.params['W1'] = np.random.randn(input_size, hidden_size) * np.sqrt(2.0 / input_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = np.random.randn(hidden_size, output_size) * np.sqrt(2.0 / hidden_size)
        self.params['b2'] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape

        hidden = np.maximum(0, X.dot(W1) + b1)
        scores = hidden.dot(W2) + b2
        if y is None:
            return scores

        scores = scores - np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(scores)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        data_loss = -np.sum(np.log(probs[range(N), y])) / N
        loss = data_loss + 0.5 * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        dscores = probs
        dscores[range(N), y] -= 1
        dscores /= N
        grads['W2'] = hidden.T.dot(dscores) + reg * W2
        grads['b2'] = np.sum(dscores, axis=0)
        dhidden = dscores.dot(W2.T)
        dhidden[hidden <= 0] = 0
        grads['W1'] = X.T.dot(dhidden) + reg * W1
        grads['b1'] = np.sum(dhidden, axis=0)
        return loss, grads

    def train(self, X, y, X_val, y_val, learning_rate=1e-1, learning_rate_decay=0.95, reg=1e-4, num_iters=1000,
              batch_size=40, verbose=False):
        num_train = X.shape[0]
        iterations_per_epoch = max(num_train // batch_size, 1)
        loss_history, train_acc_history, val_acc_history = [], [], []

        for it in range(num_iters):
            indices = np.random.choice(num_train, batch_size)
            X_batch = X[indices]
            y_batch = y[indices]

            loss, grads = self.loss(X_batch, y=y_batch, reg=reg)
            loss_history.append(loss)
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]

            if verbose and it % 100 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))

            if it % iterations_per_epoch == 0:
                train_acc_history.append((self.predict(X_batch) == y_batch).mean())
                val_acc_history.append((self.predict(X_val) == y_val).mean())
                learning_rate *= learning_rate_decay

        return {'loss': loss_history, 'train_acc': train_acc_history, 'val_acc': val_acc_history}

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)


np.random.seed(231)
digits = load_digits()
mix = np.random.permutation(len(digits.target))
X, y = digits.data[mix] / 16.0, digits.target[mix]
X_train, y_train = X[:1300], y[:1300]
X_val, y_val = X[1300:], y[1300:]
mean_image = X_train.mean(axis=0)
X_train = X_train - mean_image
X_val = X_val - mean_image

net = TwoLayerNet(64, 50, 10)
stats = net.train(X_train, y_train, X_val, y_val, num_iters=1200, verbose=True)
print('last training accuracy:', stats['train_acc'][-1])
val_acc = (net.predict(X_val) == y_val).mean()
print('validation accuracy:', val_acc)
