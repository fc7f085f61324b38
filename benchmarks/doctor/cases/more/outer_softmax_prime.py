import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

np.random.seed(10)


def softmax(input):
    y = np.exp(input - input.max())
    return y / np.sum(y, axis=0)


def softmax_grad(x):
    exps = np.exp(x - x.max())
    return exps / np.sum(exps, axis=0) * (1 - exps / np.sum(exps, axis=0))


def sigmoid(input):
    return 1 / (1 + np.exp(-input))


def sigmoid_grad(input):
    return input * (1 - input)


def xavier(n_in, n_out):
    limit = np.sqrt(6 / (n_in + n_out))
    return np.random.uniform(-limit, limit, (n_out, n_in))


class DenseNN:
    def __init__(self, d0, d1, d2, d3):
        self.params = {'w1': xavier(d0, d1), 'w2': xavier(d1, d2), 'w3': xavier(d2, d3)}

    def forward(self, a0):
        params = self.params
        params['a0'] = a0
        params['z1'] = np.dot(params['w1'], params['a0'])
        params['a1'] = sigmoid(params['z1'])
        params['z2'] = np.dot(params['w2'], params['a1'])
        params['a2'] = sigmoid(params['z2'])
        params['z3'] = np.dot(params['w3'], params['a2'])
        params['a3'] = softmax(params['z3'])
        return params['a3']

    def backprop(self, y_true, y_pred):
        params = self.params
        w_change = {}
        error = softmax_grad(params['z3']) * (y_pred - y_true)
        w_change['w3'] = np.outer(error, params['a2'])
        error = np.dot(params['w3'].T, error) * sigmoid_grad(params['a2'])
        w_change['w2'] = np.outer(error, params['a1'])
        error = np.dot(params['w2'].T, error) * sigmoid_grad(params['a1'])
        w_change['w1'] = np.outer(error, params['a0'])
        return w_change

    def update_weights(self, learning_rate, w_change):
        for key in w_change:
            self.params[key] -= learning_rate * w_change[key]


def cross_entropy(y_true, y_pred):
    return -np.sum(y_true * np.log(y_pred + 1e-12))


digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(digits.data / 16, digits.target, train_size=700, test_size=400, random_state=1)
onehot = np.eye(10)

net = DenseNN(64, 24, 16, 10)
for epoch in range(8):
    total = 0
    for x, label in zip(x_train, y_train):
        out = net.forward(x)
        total += cross_entropy(onehot[label], out)
        net.update_weights(0.2, net.backprop(onehot[label], out))
    print("epoch", epoch + 1, "loss", total / len(x_train))

hits = [np.argmax(net.forward(x)) == label for x, label in zip(x_test, y_test)]
print("accuracy", 100 * np.mean(hits), "%")
