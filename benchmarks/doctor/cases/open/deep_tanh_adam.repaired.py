import time
import numpy as np


def adam_update(w, grad_w, mt, vt, lrate, iteration):
    beta1 = 0.9
    beta2 = 0.999
    epsilon = 1e-8

    mt = mt * beta1 + (1.0 - beta1) * grad_w
    vt = vt * beta2 + (1.0 - beta2) * grad_w ** 2

    m_hat = mt / (1.0 - beta1 ** iteration)
    v_hat = vt / (1.0 - beta2 ** iteration)

    w = w - lrate * m_hat / (np.sqrt(v_hat) + epsilon)
    return w, mt, vt


def xavier_start(size):
    in_dim, out_dim = size
    return np.random.normal(size=[in_dim, out_dim], scale=np.sqrt(2 / (in_dim + out_dim)))


def start_NN(layers):
    weights = []
    biases = []
    for l in range(0, len(layers) - 1):
        weights.append(xavier_start([layers[l], layers[l + 1]]))
        biases.append(np.zeros([1, layers[l + 1]]))
    return weights, biases


class NN:
    def __init__(self, X, Y, layers):
        self.X = X
        self.Y = Y
        self.layers = layers
        self.weights, self.biases = start_NN(layers)

    def loss_function(self):
        num_layers = len(self.layers)
        weights = self.weights
        biases = self.biases

        H = [None] * (num_layers - 1)
        A = [None] * (num_layers - 1)
        H[0] = self.X
        A[0] = self.X
        for l in range(0, num_layers - 2):
            H[l + 1] = np.dot(A[l], weights[l]) + biases[l]
            A[l + 1] = np.tanh(H[l + 1])
        Y_pred = np.dot(A[num_layers - 2], weights[num_layers - 2]) + biases[num_layers - 2]

        loss = 0.5 * np.sum((Y_pred - self.Y) ** 2)

        G = [None] * (num_layers - 1)
        grad_weights = [None] * (num_layers - 1)
        grad_biases = [None] * (num_layers - 1)

        G[num_layers - 2] = Y_pred - self.Y
        for l in range(num_layers - 2, 0, -1):
            grad_weights[l] = np.dot(A[l].T, G[l])
            grad_biases[l] = np.sum(G[l], axis=0)
            G[l - 1] = (1 - A[l] ** 2) * np.dot(G[l], weights[l].T)
        grad_weights[0] = np.dot(A[0].T, G[0])
        grad_biases[0] = np.sum(G[0], axis=0)

        return loss, grad_weights, grad_biases, Y_pred

    def train(self, max_iter, learning_rate):
        n = len(self.layers) - 1
        mt_weights = [np.zeros(w.shape) for w in self.weights]
        vt_weights = [np.zeros(w.shape) for w in self.weights]
        mt_biases = [np.zeros(b.shape) for b in self.biases]
        vt_biases = [np.zeros(b.shape) for b in self.biases]

        start_time = time.time()
        for it in range(1, max_iter + 1):
            loss, grad_weights, grad_biases, Y_pred = self.loss_function()
            for l in range(0, n):
                self.weights[l], mt_weights[l], vt_weights[l] = adam_update(
                    self.weights[l], grad_weights[l], mt_weights[l], vt_weights[l], learning_rate, it)
                self.biases[l], mt_biases[l], vt_biases[l] = adam_update(
                    self.biases[l], grad_biases[l], mt_biases[l], vt_biases[l], learning_rate, it)
            if it % 200 == 0:
                print('Iteration: %d, loss: %.5f, Time: %.3f' % (it, loss, time.time() - start_time))
                start_time = time.time()

    def test(self, X_star):
        A = X_star
        for l in range(0, len(self.layers) - 2):
            A = np.tanh(np.dot(A, self.weights[l]) + self.biases[l])
        return np.dot(A, self.weights[-1]) + self.biases[-1]


if __name__ == "__main__":
    X_train = np.linspace(-1, 1, 200)[:, None]
    Y_train = np.sin(2 * np.pi * X_train) * np.exp(X_train)

    model = NN(X_train, Y_train, layers=[1] + 4 * [10] + [1])
    model.train(max_iter=2000, learning_rate=1e-3)
    model.train(max_iter=1000, learning_rate=1e-4)

    error = np.linalg.norm(model.test(X_train) - Y_train) / np.linalg.norm(Y_train)
    print('Error %e' % error)
