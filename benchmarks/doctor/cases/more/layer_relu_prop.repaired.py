import numpy as np
from sklearn.datasets import make_circles


class layer_relu():
    def __init__(self, in1, out):
        self.weights = np.random.randn(out, in1) * np.sqrt(2 / in1)
        self.biases = np.zeros((out, 1))
        self.weight_grad = np.zeros_like(self.weights)
        self.biases_grad = np.zeros_like(self.biases)

    def forward_prop(self, x):
        self.input = x
        self.z = np.dot(self.weights, self.input) + self.biases
        return np.maximum(0, self.z)

    def gradient_of_relu(self, x):
        return np.where(x > 0, 1, 0)

    def backward(self, dz):
        relu_grad = self.gradient_of_relu(self.z)
        dz = dz * relu_grad
        self.weight_grad = np.dot(dz, self.input.T)
        self.biases_grad = np.sum(dz, axis=1, keepdims=True)
        return np.dot(self.weights.T, dz)

    def update_params(self, lr):
        self.weights -= lr * self.weight_grad
        self.biases -= lr * self.biases_grad


class layer_sigmoid():
    def __init__(self, in1, out):
        self.weights = np.random.randn(out, in1) * np.sqrt(1 / in1)
        self.biases = np.zeros((out, 1))

    def forward_prop(self, x):
        self.input = x
        return 1 / (1 + np.exp(-(np.dot(self.weights, x) + self.biases)))

    def backward(self, dz):
        # dz is already p - y here (cross entropy)
        self.weight_grad = np.dot(dz, self.input.T)
        self.biases_grad = np.sum(dz, axis=1, keepdims=True)
        return np.dot(self.weights.T, dz)

    def update_params(self, lr):
        self.weights -= lr * self.weight_grad
        self.biases -= lr * self.biases_grad


class neural_net:
    def __init__(self, layers):
        self.layers = []
        for i in range(1, len(layers) - 1):
            self.layers.append(layer_relu(layers[i - 1], layers[i]))
        self.layers.append(layer_sigmoid(layers[-2], layers[-1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward_prop(x)
        return x

    def back_prop(self, dz):
        for layer in reversed(self.layers):
            dz = layer.backward(dz)

    def update_params(self, lr):
        for layer in self.layers:
            layer.update_params(lr)


# one sample per column
X, y = make_circles(n_samples=240, noise=0.08, factor=0.4)
X = X.T
Y = y.reshape(1, -1)
m = X.shape[1]

net = neural_net([2, 12, 8, 1])
lr = 0.3
for epoch in range(1500):
    P = net.forward(X)
    net.back_prop((P - Y) / m)
    net.update_params(lr)
    if epoch % 150 == 0:
        loss = -np.mean(Y * np.log(P + 1e-9) + (1 - Y) * np.log(1 - P + 1e-9))
        print("epoch", epoch, "loss", loss)

P = net.forward(X)
print("accuracy:", np.mean((P > 0.5) == Y))
