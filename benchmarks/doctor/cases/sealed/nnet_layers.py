import numpy as np
from sklearn.datasets import load_digits


def tanh(x):
    return np.tanh(x)


def tanh_d(x):
    e = np.exp(2 * x)
    return (e - 1) / (e + 1)


def one_hot(labels):
    classes = np.unique(labels)
    out = np.zeros(labels.shape + (classes.size,))
    for i, c in enumerate(classes):
        out[labels == c, i] = 1
    return out


def unhot(one_hot_labels):
    return np.argmax(one_hot_labels, axis=-1)


class Linear:
    def __init__(self, n_out, weight_scale, weight_decay=0.0):
        self.n_out = n_out
        self.weight_scale = weight_scale
        self.weight_decay = weight_decay

    def _setup(self, n_input):
        self.W = np.random.normal(size=(n_input, self.n_out), scale=self.weight_scale)
        self.b = np.zeros(self.n_out)
        return self.n_out

    def fprop(self, input):
        self.last_input = input
        return np.dot(input, self.W) + self.b

    def bprop(self, output_grad):
        n = output_grad.shape[0]
        self.dW = np.dot(self.last_input.T, output_grad) / n - self.weight_decay * self.W
        self.db = np.mean(output_grad, axis=0)
        return np.dot(output_grad, self.W.T)

    def params(self):
        return self.W, self.b

    def param_incs(self):
        return self.dW, self.db

    def penalty(self):
        return 0.5 * self.weight_decay * np.sum(self.W ** 2)


class Activation:
    def _setup(self, n_input):
        return n_input

    def fprop(self, input):
        self.last_input = input
        return tanh(input)

    def bprop(self, output_grad):
        return output_grad * tanh_d(self.last_input)


class LogRegression:
    def fprop(self, input):
        e = np.exp(input - np.amax(input, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)

    def input_grad(self, Y, Y_pred):
        return -(Y - Y_pred)

    def loss(self, Y, Y_pred):
        return -np.sum(Y * np.log(np.clip(Y_pred, 1e-15, 1))) / Y.shape[0]


class NeuralNetwork:
    def __init__(self, layers, output):
        self.layers = layers
        self.output = output

    def fit(self, X, Y, learning_rate, max_iter, batch_size):
        Y_one_hot = one_hot(Y)
        n = X.shape[1]
        for layer in self.layers:
            n = layer._setup(n)

        for iter in range(1, max_iter + 1):
            for b in range(0, X.shape[0], batch_size):
                Y_batch = Y_one_hot[b:b + batch_size]
                X_next = X[b:b + batch_size]
                for layer in self.layers:
                    X_next = layer.fprop(X_next)
                Y_pred = self.output.fprop(X_next)

                next_grad = self.output.input_grad(Y_batch, Y_pred)
                for layer in reversed(self.layers):
                    next_grad = layer.bprop(next_grad)

                for layer in self.layers:
                    if isinstance(layer, Linear):
                        for param, inc in zip(layer.params(), layer.param_incs()):
                            param -= learning_rate * inc

            loss = self.output.loss(Y_one_hot, self.scores(X))
            loss += sum(layer.penalty() for layer in self.layers if isinstance(layer, Linear))
            print('iter %i, loss %.4f, train error %.4f' % (iter, loss, 1 - self.accuracy(X, Y)))

    def scores(self, X):
        for layer in self.layers:
            X = layer.fprop(X)
        return self.output.fprop(X)

    def accuracy(self, X, Y):
        return np.mean(unhot(self.scores(X)) == Y)


digits = load_digits()
order = np.random.permutation(len(digits.data))
X, y = digits.data[order] / 16, digits.target[order]
X_train, y_train, X_test, y_test = X[:1200], y[:1200], X[1200:], y[1200:]

nn = NeuralNetwork(
    layers=[
        Linear(n_out=40, weight_scale=0.15, weight_decay=0.002),
        Activation(),
        Linear(n_out=24, weight_scale=0.15, weight_decay=0.002),
        Activation(),
        Linear(n_out=10, weight_scale=0.15, weight_decay=0.002),
    ],
    output=LogRegression(),
)
nn.fit(X_train, y_train, learning_rate=0.1, max_iter=25, batch_size=20)
print('test error', 1 - nn.accuracy(X_test, y_test))
