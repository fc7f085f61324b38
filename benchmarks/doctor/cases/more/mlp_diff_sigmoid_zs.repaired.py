import numpy as np
from sklearn.datasets import load_diabetes


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def diff_sigmoid(x):
    return sigmoid(x) * (1 - sigmoid(x))


def mse(y, y_pred, diff=False):
    if diff:
        return y - y_pred
    return np.mean((y - y_pred) ** 2)


def glorot_initializer(fan_in, fan_out):
    factor = np.sqrt(6 / (fan_in + fan_out))
    return np.random.uniform(-factor, factor, (fan_in, fan_out))


class MLP(object):
    def __init__(self, layers, weights_initializer=glorot_initializer, error_function=mse):
        self.num_layers = len(layers)
        self.layers = layers
        self.biases = [np.zeros((y, 1)) for y in layers[1:]]
        self.weights = [weights_initializer(x, y) for x, y in zip(layers[:-1], layers[1:])]
        self.error_function = error_function

    def forwardprop(self, x):
        x = x.T
        for i in range(self.num_layers - 2):
            x = np.dot(self.weights[i].T, x) + self.biases[i]
            x = sigmoid(x)
        x = np.dot(self.weights[self.num_layers - 2].T, x) + self.biases[self.num_layers - 2]  # linear output
        return x.T

    def backprop(self, x, y):
        grad_b = [np.zeros(b.shape) for b in self.biases]
        grad_w = [np.zeros(w.shape) for w in self.weights]

        # forward pass
        activation = x
        activations = [x]
        zs = []
        for i in range(self.num_layers - 2):
            z = (np.dot(self.weights[i].T, activation.T) + self.biases[i]).T
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        z = (np.dot(self.weights[-1].T, activation.T) + self.biases[-1]).T
        zs.append(z)
        activations.append(z)

        # backward pass
        dlda = self.error_function(activations[-1], y, diff=True)
        grad_b[-1] = dlda.sum(axis=0, keepdims=True).T
        grad_w[-1] = np.dot(dlda.T, activations[-2]).T
        for i in range(2, self.num_layers):
            z = zs[-i]
            dadz = diff_sigmoid(z)
            dlda = np.dot(self.weights[-i + 1], dlda.T).T * dadz
            grad_b[-i] = dlda.sum(axis=0, keepdims=True).T
            dzdw = activations[-i - 1]
            grad_w[-i] = np.dot(dlda.T, dzdw).T
        return grad_b, grad_w

    def SGD(self, training_data, epochs, batch_size, lr, val_data=None, shuffle=True):
        x_train, y_train = training_data
        loss = np.zeros(epochs)
        m = len(y_train)
        for epoch in range(epochs):
            if shuffle:
                rng = np.random.permutation(m)
                x_train, y_train = x_train[rng], y_train[rng]
            batches = [(x_train[i:i + batch_size], y_train[i:i + batch_size]) for i in range(0, m, batch_size)]
            for batch in batches:
                self.update_batch(batch, lr)
            if val_data:
                error = self.evaluate(val_data)
                if epoch % 20 == 0:
                    print('Epoch {epoch} - VAL_ERROR: {error}'.format(epoch=epoch, error=error))
                loss[epoch] = error
        return loss

    def update_batch(self, batch, lr):
        x, y = batch
        m = len(y)
        grad_b, grad_w = self.backprop(x, y)
        self.weights = [weights - (lr / m) * gw for weights, gw in zip(self.weights, grad_w)]
        self.biases = [b - (lr / m) * biases for b, biases in zip(self.biases, grad_b)]

    def evaluate(self, val_data):
        x, y = val_data
        return self.error_function(y, self.forwardprop(x))


if __name__ == '__main__':
    epochs = 200
    x_total, y_total = load_diabetes(return_X_y=True)
    x_total = x_total / x_total.std(axis=0)
    y_total = y_total.reshape(-1, 1)
    y_total = (y_total - y_total.mean()) / y_total.std()

    x_train, y_train = x_total[:340], y_total[:340]
    x_val, y_val = x_total[340:], y_total[340:]

    mlp = MLP([x_total.shape[1], 16, 8, 1])
    loss = mlp.SGD((x_train, y_train), epochs=epochs, batch_size=32, lr=0.05, val_data=(x_val, y_val))
    print('TRAIN ERROR:', mlp.evaluate((x_train, y_train)))
    print('TEST ERROR: {error}'.format(error=mlp.evaluate((x_val, y_val))))
