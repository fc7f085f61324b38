import numpy as np


class CurveFittingNetwork:

    def __init__(self, layers, activation_func='sigmoid', verbose=False, random_state=None):
        self.layers_sizes = layers
        self.activation_func = activation_func
        self.verbose = verbose
        self.layers = []

        self.num_layers = len(layers)
        self.num_inputs = layers[0]
        self.num_outputs = layers[len(layers) - 1]

        if random_state is not None:
            np.random.seed(random_state)

        self.set_up_network()

    def set_up_network(self):
        for i in range(1, len(self.layers_sizes)):
            self.layers.append(np.random.randn(self.layers_sizes[i], self.layers_sizes[i - 1]))

        self.biases = [np.random.randn(y, 1) for y in self.layers_sizes[1:]]

    def train(self, training_data, epochs, eta):
        """training_data is a list of tuples (x, y), one step per epoch"""
        n = len(training_data)
        for j in range(epochs):
            nabla_b = [np.zeros(b.shape) for b in self.biases]
            nabla_w = [np.zeros(w.shape) for w in self.layers]
            for x, y in training_data:
                delta_nabla_b, delta_nabla_w = self.back_propagate(x, y)
                nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
                nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
            self.layers = [w - (eta / n) * nw for w, nw in zip(self.layers, nabla_w)]
            self.biases = [b - (eta / n) * nb for b, nb in zip(self.biases, nabla_b)]
            if self.verbose and j % 100 == 0:
                mse = np.mean([mse_loss(y, self.feed_forward(x)) for x, y in training_data])
                print("Epoch {0} complete: {1}".format(j, mse))

    def feed_forward(self, X):
        tmp = X
        for i in range(len(self.layers)):
            # tmp2 = np.append(tmp, [1])
            tmp = self.activation(self.layers[i].dot(tmp) + self.biases[i])
        return tmp

    def back_propagate(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.layers]
        # feedforward
        activation = x
        activations = [x]  # list to store all the activations, layer by layer
        zs = []  # list to store all the z vectors, layer by layer
        for b, w in zip(self.biases, self.layers):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = self.activation(z)
            activations.append(activation)
        # backward pass
        delta = self.cost_derivative(activations[-1], y) * self.derivative_act(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        # l = 1 means the last layer of neurons, l = 2 is the
        # second-last layer, and so on.
        for l in range(2, self.num_layers):
            z = zs[-l]
            sp = self.derivative_act(z)
            delta = np.dot(self.layers[-l + 1].transpose(), delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return (nabla_b, nabla_w)

    def cost_derivative(self, output_activations, y):
        return (output_activations - y)

    def activation(self, val):
        if self.activation_func == 'sigmoid':
            return sigmoid(val)
        if self.activation_func == 'tanh':
            return np.tanh(val)

    def derivative_act(self, val):
        if self.activation_func == 'sigmoid':
            return deriv_sigmoid(val)
        if self.activation_func == 'tanh':
            return 1 - np.tanh(val) ** 2


def deriv_sigmoid(x):
    # Derivative of sigmoid: f'(x) = f(x) * (1 - f(x))
    fx = sigmoid(x)
    return fx * (1 - fx)


def mse_loss(y_true, y_pred):
    # y_true and y_pred are numpy arrays of the same length.
    return ((y_true - y_pred) ** 2).mean()


def sigmoid(val):
    return 1 / (1 + np.exp(-1 * val))


points = np.linspace(-1, 1, 20)
curve = 0.5 + 0.4 * np.sin(3 * points)
training_data = [(np.array([[a]]), np.array([[b]])) for a, b in zip(points, curve)]

learning_rate = 2.0
model = CurveFittingNetwork([1, 6, 1], verbose=True)
model.train(training_data, 1500, learning_rate)
for (x, y) in training_data[::4]:
    print(x.ravel(), "wanted", y.ravel(), "got", model.feed_forward(x).ravel())
