import numpy as np
from sklearn.datasets import make_moons


def tanh(x):
    return np.tanh(x)


def tanh_d(x):
    e = np.exp(2 * x)
    return (e - 1) / (e + 1)


class Linear(object):
    def __init__(self, n_in, n_out, weight_scale, weight_decay):
        self.W = np.random.normal(size=(n_in, n_out), scale=weight_scale)
        self.b = np.zeros(n_out)
        self.weight_decay = weight_decay

    def fprop(self, input):
        self.last_input = input
        return np.dot(input, self.W) + self.b

    def bprop(self, output_grad):
        n = output_grad.shape[0]
        self.dW = np.dot(self.last_input.T, output_grad) / n - self.weight_decay * self.W
        self.db = np.mean(output_grad, axis=0)
        return np.dot(output_grad, self.W.T)

    def params(self):
        return [(self.W, self.dW), (self.b, self.db)]


class Activation(object):
    def __init__(self, fun, fun_d):
        self.fun, self.fun_d = fun, fun_d

    def fprop(self, input):
        self.last_input = input
        return self.fun(input)

    def bprop(self, output_grad):
        return output_grad * self.fun_d(self.last_input)

    def params(self):
        return []


class LogRegression(object):
    def fprop(self, input):
        e = np.exp(input - np.amax(input, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)

    def input_grad(self, Y, Y_pred):
        return -(Y - Y_pred)

    def loss(self, Y, Y_pred):
        return -np.mean(np.sum(Y * np.log(Y_pred + 1e-10), axis=1))


class NeuralNetwork:
    def __init__(self, layers, out):
        self.layers = layers
        self.out = out

    def _fprop(self, X):
        for layer in self.layers:
            X = layer.fprop(X)
        return self.out.fprop(X)

    def fit(self, X, Y, learning_rate, max_iter, batch_size):
        for it in range(max_iter):
            perm = np.random.permutation(X.shape[0])
            for s in range(0, X.shape[0], batch_size):
                rows = perm[s:s + batch_size]
                Y_pred = self._fprop(X[rows])
                grad = self.out.input_grad(Y[rows], Y_pred)
                for layer in reversed(self.layers):
                    grad = layer.bprop(grad)
                for layer in self.layers:
                    for param, d in layer.params():
                        param -= learning_rate * d
            if it % 20 == 0:
                print('iter %i, loss %.4f' % (it, self.out.loss(Y, self._fprop(X))))

    def predict(self, X):
        return np.argmax(self._fprop(X), axis=1)


X, labels = make_moons(n_samples=400, noise=0.15)
Y = np.eye(2)[labels]
nn = NeuralNetwork([Linear(2, 16, 0.7, 0.001), Activation(tanh, tanh_d), Linear(16, 16, 0.25, 0.001), Activation(tanh, tanh_d), Linear(16, 2, 0.25, 0.001)], LogRegression())
nn.fit(X, Y, learning_rate=0.2, max_iter=200, batch_size=20)
print('accuracy %.3f' % np.mean(nn.predict(X) == labels))
