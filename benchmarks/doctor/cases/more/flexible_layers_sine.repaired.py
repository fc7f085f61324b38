import numpy as np
# import matplotlib.pyplot as plt


class Layer:
    """
    Represents a layer (hidden or output) in our neural network.
    """

    def __init__(self, n_input, n_neurons, activation=None, weights=None, bias=None):
        self.weights = weights if weights is not None else np.random.uniform(-1, 1, (n_input, n_neurons))
        self.activation = activation
        self.bias = bias if bias is not None else np.random.uniform(-1, 1, n_neurons)
        self.last_activation = None
        self.error = None
        self.delta = None

    def activate(self, x):
        r = np.dot(x, self.weights) + self.bias
        self.last_activation = self._apply_activation(r)
        return self.last_activation

    def _apply_activation(self, r):
        if self.activation is None:
            return r
        if self.activation == 'tanh':
            return np.tanh(r)
        if self.activation == 'sigmoid':
            return 1 / (1 + np.exp(-r))
        return r

    def apply_activation_derivative(self, r):
        # r is already activated
        if self.activation is None:
            return np.ones_like(r)
        if self.activation == 'tanh':
            return 1 - r ** 2
        if self.activation == 'sigmoid':
            return r * (1 - r)
        return np.ones_like(r)


class NeuralNetwork:
    def __init__(self):
        self._layers = []

    def add_layer(self, layer):
        self._layers.append(layer)

    def feed_forward(self, X):
        for layer in self._layers:
            X = layer.activate(X)
        return X

    def predict(self, X):
        return self.feed_forward(X)

    def backpropagation(self, X, y, learning_rate):
        output = self.feed_forward(X)

        # Loop over the layers backward
        for i in reversed(range(len(self._layers))):
            layer = self._layers[i]
            if layer == self._layers[-1]:
                layer.error = y - output
                layer.delta = layer.error * layer.apply_activation_derivative(output)
            else:
                next_layer = self._layers[i + 1]
                layer.error = np.dot(next_layer.weights, next_layer.delta)
                layer.delta = layer.error * layer.apply_activation_derivative(layer.last_activation)

        # Update the weights
        for i in range(len(self._layers)):
            layer = self._layers[i]
            # The input is either the previous layers output or X itself (for the first hidden layer)
            input_to_use = np.atleast_2d(X if i == 0 else self._layers[i - 1].last_activation)
            layer.weights += layer.delta * input_to_use.T * learning_rate
            layer.bias += layer.delta * learning_rate

    def train(self, X, y, learning_rate, max_epochs):
        mses = []
        for i in range(max_epochs):
            for j in np.random.permutation(len(X)):
                self.backpropagation(X[j], y[j], learning_rate)
            if i % 10 == 0:
                mse = np.mean(np.square(y - self.feed_forward(X)))
                mses.append(mse)
                print('Epoch: #%s, MSE: %f' % (i, float(mse)))
        return mses


def my_func(x1, x2):
    return np.sin(2 * x1 + x2)


# Define dataset
n = 15
np.random.seed(4)
x1s = np.random.uniform(-3, 3, size=n)
x2s = np.random.uniform(-1, 3, size=n)
Xs = np.array([[a, b] for a in x1s for b in x2s])
Zs = np.array([[my_func(a, b)] for a, b in Xs])

nn = NeuralNetwork()
nn.add_layer(Layer(2, 10, 'tanh'))
nn.add_layer(Layer(10, 1, None))
errors = nn.train(Xs, Zs, 0.03, 150)
# plt.plot(errors)

x1_pred = np.random.uniform(-3, 3, size=n)
x2_pred = np.random.uniform(-1, 3, size=n)
Xs_pred = np.column_stack((x1_pred, x2_pred))
actual = my_func(x1_pred, x2_pred).reshape(-1, 1)
print('MSE on new points: %.4f' % np.mean((nn.predict(Xs_pred) - actual) ** 2))
print(np.hstack((nn.predict(Xs_pred), actual))[:5])
