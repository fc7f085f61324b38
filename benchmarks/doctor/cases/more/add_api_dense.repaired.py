import numpy as np

np.random.seed(21)

activations = {
    "linear": lambda z: z,
    "tanh": lambda z: np.tanh(z),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}

derivatives = {
    "linear": lambda z: np.ones_like(z),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: activations["sigmoid"](z) * (1 - activations["sigmoid"](z)),
}


class Dense:
    def __init__(self, units, activation="linear", input_dim=None):
        self.units = units
        self.activation = activation
        self.input_dim = input_dim

    def build(self, input_dim):
        self.input_dim = input_dim
        self.kernel = np.random.normal(0, np.sqrt(1 / input_dim), (input_dim, self.units))
        self.bias = np.zeros(self.units)

    def __call__(self, x):
        self.x = x
        self.z = x.dot(self.kernel) + self.bias
        return activations[self.activation](self.z)

    def backward(self, grad):
        grad = grad * derivatives[self.activation](self.z)
        self.d_kernel = self.x.T.dot(grad)
        self.d_bias = grad.sum(axis=0)
        return grad.dot(self.kernel.T)


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def update(self, layers):
        for layer in layers:
            layer.kernel -= self.lr * layer.d_kernel
            layer.bias -= self.lr * layer.d_bias


class Model:
    def __init__(self):
        self.layers = []

    def add(self, layer):
        layer.build(layer.input_dim or self.layers[-1].units)
        self.layers.append(layer)

    def compile(self, optimizer):
        self.optimizer = optimizer

    def predict(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def fit(self, x, y, epochs, batch_size):
        y = y.reshape(-1, 1)
        for epoch in range(epochs):
            perm = np.random.permutation(len(x))
            x, y = x[perm], y[perm]
            losses = []
            for i in range(0, len(x), batch_size):
                xb, yb = x[i:i + batch_size], y[i:i + batch_size]
                out = self.predict(xb)
                losses.append(np.mean((out - yb) ** 2))
                grad = 2 * (out - yb) / len(yb)
                for layer in reversed(self.layers):
                    grad = layer.backward(grad)
                self.optimizer.update(self.layers)
            if (epoch + 1) % 25 == 0:
                print("Epoch %d/%d - loss: %.4f - mse: %.4f" % (epoch + 1, epochs, np.mean(losses), self.evaluate(x, y)))

    def evaluate(self, x, y):
        return np.mean((self.predict(x) - y.reshape(-1, 1)) ** 2)


X = np.random.uniform(-2, 2, (500, 2))
Y = np.sin(2 * X[:, 0]) * X[:, 1]

model = Model()
model.add(Dense(24, activation="tanh", input_dim=2))
model.add(Dense(24, activation="tanh"))
model.add(Dense(24, activation="tanh"))
model.add(Dense(1))
model.compile(optimizer=SGD(lr=0.05))
model.fit(X, Y, epochs=200, batch_size=25)
print("mean squared error:", model.evaluate(X, Y), "   variance of the targets:", Y.var())
