import numpy as np

# one hidden layer (100 neurons, tanh), output layer linear, bias as an additional input
# the gradient was compared with central differences and is equal


class Network:
    def __init__(self, layers):
        self.layers = layers
        self.W = []
        for i in range(len(layers) - 1):
            r = 1.0 / np.sqrt(layers[i] + 1)
            self.W.append(np.random.uniform(-r, r, (layers[i + 1], layers[i] + 1)))

    def add_bias(self, a):
        return np.vstack((a, np.ones((1, a.shape[1]))))

    def forward(self, x):
        self.inputs = [self.add_bias(x)]
        hidden = np.tanh(np.dot(self.W[0], self.inputs[0]))
        self.inputs.append(self.add_bias(hidden))
        self.out = np.dot(self.W[1], self.inputs[1])
        return self.out

    def error(self, x, t):
        y = self.forward(x)
        return 0.5 * np.sum((y - t) ** 2)

    def backprop(self, x, t):
        y = self.forward(x)
        delta_out = y - t
        grad_out = np.dot(delta_out, self.inputs[1].T)

        hidden = self.inputs[1][:-1, :]
        delta_hid = np.dot(self.W[1][:, :-1].T, delta_out) * (1 - hidden ** 2)
        grad_hid = np.dot(delta_hid, self.inputs[0].T)
        return [grad_hid, grad_out]

    def numerical(self, x, t, eps=1e-5):
        grads = []
        for W in self.W:
            g = np.zeros_like(W)
            for i in range(W.shape[0]):
                for j in range(W.shape[1]):
                    old = W[i, j]
                    W[i, j] = old + eps
                    plus = self.error(x, t)
                    W[i, j] = old - eps
                    minus = self.error(x, t)
                    W[i, j] = old
                    g[i, j] = (plus - minus) / (2 * eps)
            grads.append(g)
        return grads

    def train(self, x, t, epochs, lr):
        for epoch in range(epochs):
            grads = self.backprop(x, t)
            for i in range(len(self.W)):
                self.W[i] = self.W[i] - lr * grads[i]
            if epoch % 2000 == 0 or epoch < 4:
                print(epoch, self.error(x, t), [np.linalg.norm(g) for g in grads])


np.random.seed(3)
X = np.linspace(-3, 3, 50).reshape(1, -1)
T = np.sin(X)

net = Network([1, 100, 1])
bp = net.backprop(X, T)
num = net.numerical(X, T)
print("difference to central differences:", [np.abs(a - b).max() for a, b in zip(bp, num)])

net.train(X, T, 20000, 0.2)
print("error", net.error(X, T))
print(net.forward(X)[0, ::10])
print(T[0, ::10])
