import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.clip(z, -500, 500)))


class MultiLayerPerceptron:
    """ one sigmoid detector per digit, binary cross entropy """

    def __init__(self, layers=(64, 40, 10), eta=0.5, epochs=25, minibatch=40):
        self.eta, self.epochs, self.minibatch = eta, epochs, minibatch
        self.w_h = np.random.randn(layers[0], layers[1]) / np.sqrt(layers[0])
        self.b_h = np.zeros(layers[1])
        self.w_out = np.random.randn(layers[1], layers[2]) / np.sqrt(layers[1])
        self.b_out = np.zeros(layers[2])

    def _forward(self, X):
        a_h = sigmoid(np.dot(X, self.w_h) + self.b_h)
        a_out = sigmoid(np.dot(a_h, self.w_out) + self.b_out)
        return a_h, a_out

    def _compute_cost(self, y_enc, output):
        output = np.clip(output, 1e-12, 1 - 1e-12)
        return np.mean(np.sum(-y_enc * np.log(output) - (1.0 - y_enc) * np.log(1.0 - output), axis=1))

    def fit(self, X, y):
        y_enc = (np.arange(10)[None, :] == y[:, None]).astype(float)
        for i in range(self.epochs):
            indices = np.random.permutation(X.shape[0])
            for start in range(0, X.shape[0] - self.minibatch + 1, self.minibatch):
                batch = indices[start:start + self.minibatch]
                a_h, a_out = self._forward(X[batch])

                delta_out = a_out - y_enc[batch]
                delta_h = np.dot(delta_out, self.w_out.T) * a_h * (1.0 - a_h)

                self.w_h -= self.eta * np.dot(X[batch].T, delta_h) / self.minibatch
                self.b_h -= self.eta * np.mean(delta_h, axis=0)
                self.w_out -= self.eta * np.dot(a_h.T, delta_out) / self.minibatch
                self.b_out -= self.eta * np.mean(delta_out, axis=0)
            if i % 5 == 4:
                cost = self._compute_cost(y_enc, self._forward(X)[1])
                print('%d/%d | Cost: %.2f | Train Acc.: %.2f%%' % (i + 1, self.epochs, cost, np.mean(self.predict(X) == y) * 100))
        return self

    def predict(self, X):
        return np.argmax(self._forward(X)[1], axis=1)


X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split((X / 16.0 - 0.5) * 2, y, test_size=0.25, stratify=y)
nn = MultiLayerPerceptron()
nn.fit(X_train, y_train)
print('Test accuracy: %.2f%%' % (np.mean(nn.predict(X_test) == y_test) * 100))
