import numpy as np
from sklearn.datasets import load_digits


class LinearLayer:
    def __init__(self, input_shape, n_out):
        self.input_shape = input_shape
        self.params = {
            "W": np.random.randn(n_out, input_shape[0]) * np.sqrt(2 / input_shape[0]),
            "b": np.zeros((n_out, 1)),
        }

    def forward(self, A_prev):
        self.A_prev = A_prev
        return np.dot(self.params["W"], A_prev) + self.params["b"]

    def backward(self, upstream_grad, learning_rate=0.1):
        m = self.A_prev.shape[1]
        self.dW = np.dot(upstream_grad, self.A_prev.T) / m
        self.db = np.sum(upstream_grad, axis=1, keepdims=True) / m
        dA_prev = np.dot(self.params["W"].T, upstream_grad)
        self.params["W"] = self.params["W"] - learning_rate * self.dW
        self.params["b"] = self.params["b"] - learning_rate * self.db
        return dA_prev


class SigmoidLayer:
    def forward(self, Z):
        self.A = 1 / (1 + np.exp(-Z))
        return self.A

    def backward(self, upstream_grad, learning_rate=0.1):
        return upstream_grad * self.A * (1 - self.A)


class reLULayer:
    def forward(self, Z):
        self.A = np.maximum(Z, 0)
        return self.A

    def backward(self, upstream_grad, learning_rate=0.1):
        return upstream_grad * np.heaviside(self.A, 1)


def label_vectors(labels, n):
    y = np.zeros((n, labels.size))
    for i, l in enumerate(labels):
        y[l][i] = 1.0
    return y


def net_forward(images):
    A = images
    for layer in network:
        A = layer.forward(A)
    return A


digits = load_digits()
X = digits.data / 16
labels = digits.target
y = label_vectors(labels, 10)

network = [
    LinearLayer((64,), 20),
    reLULayer(),
    LinearLayer((20,), 16),
    reLULayer(),
    LinearLayer((16,), 10),
    SigmoidLayer(),
]

batch_size = 20
for epoch in range(15):
    for start in range(0, X.shape[0], batch_size):
        images = X[start:start + batch_size].T
        wanted = y[:, start:start + batch_size]
        output = net_forward(images)
        grad = 2 * (output - wanted)
        for layer in reversed(network):
            grad = layer.backward(grad, learning_rate=0.5)
    output = net_forward(X.T)
    print("cost after training round %i: %f" % (epoch, np.mean(np.sum((output - y) ** 2, axis=0))))
    print("correct: %.2f%%" % (100 * np.mean(np.argmax(output, axis=0) == labels)))
