import numpy as np
from sklearn.datasets import load_iris


class DenseLayer:
    def __init__(self, neurons):
        self.neurons = neurons

    def relu(self, inputs):
        return np.maximum(0, inputs)

    def softmax(self, inputs):
        exp_scores = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        return exp_scores / np.sum(exp_scores, axis=1, keepdims=True)

    def relu_derivative(self, dA, Z):
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0
        return dZ

    def forward(self, inputs, weights, bias, activation):
        Z_curr = np.dot(inputs, weights.T) + bias
        if activation == 'relu':
            A_curr = self.relu(inputs=Z_curr)
        elif activation == 'softmax':
            A_curr = self.softmax(inputs=Z_curr)
        return A_curr, Z_curr

    def backward(self, dA_curr, W_curr, Z_curr, A_prev, activation):
        if activation == 'softmax':
            dZ = dA_curr
        else:
            dZ = self.relu_derivative(dA_curr, Z_curr)
        dW = np.dot(dZ.T, A_prev)
        db = np.sum(dZ, axis=0, keepdims=True)
        dA = np.dot(dZ, W_curr)
        return dA, dW, db


class Network:
    def __init__(self):
        self.network = []       # layers
        self.architecture = []  # input neurons --> output neurons
        self.params = []        # W, b
        self.memory = []        # Z, A
        self.gradients = []     # dW, db

    def add(self, layer):
        self.network.append(layer)

    def _compile(self, data):
        prev = data.shape[1]
        for idx, layer in enumerate(self.network):
            act = 'softmax' if idx == len(self.network) - 1 else 'relu'
            self.architecture.append({'input_dim': prev, 'output_dim': layer.neurons, 'activation': act})
            prev = layer.neurons
        return self

    def _init_weights(self, data):
        self._compile(data)
        for arch in self.architecture:
            n_in, n_out = arch['input_dim'], arch['output_dim']
            self.params.append({
                'W': np.random.uniform(low=-1, high=1, size=(n_out, n_in)) * np.sqrt(3 / n_in),
                'b': np.zeros((1, n_out))})
        return self

    def _forwardprop(self, data):
        A_curr = data
        self.memory = []
        for i in range(len(self.params)):
            A_prev = A_curr
            A_curr, Z_curr = self.network[i].forward(inputs=A_prev, weights=self.params[i]['W'],
                                                     bias=self.params[i]['b'],
                                                     activation=self.architecture[i]['activation'])
            self.memory.append({'inputs': A_prev, 'Z': Z_curr})
        return A_curr

    def _backprop(self, predicted, actual):
        num_samples = len(actual)
        ## compute the gradient on predictions
        dscores = predicted.copy()
        dscores[range(num_samples), actual] -= 1
        dscores /= num_samples

        dA_prev = dscores
        self.gradients = []
        for idx, layer in reversed(list(enumerate(self.network))):
            dA_curr = dA_prev
            A_prev = self.memory[idx]['inputs']
            Z_curr = self.memory[idx]['Z']
            W_curr = self.params[idx]['W']
            activation = self.architecture[idx]['activation']
            dA_prev, dW_curr, db_curr = layer.backward(dA_curr, W_curr, Z_curr, A_prev, activation)
            self.gradients.append({'dW': dW_curr, 'db': db_curr})

    def _update(self, lr):
        grads = list(reversed(self.gradients))
        for idx, layer in enumerate(self.network):
            self.params[idx]['W'] -= lr * grads[idx]['dW']
            self.params[idx]['b'] -= lr * grads[idx]['db']

    def _get_accuracy(self, predicted, actual):
        return np.mean(np.argmax(predicted, axis=1) == actual)

    def _calculate_loss(self, predicted, actual):
        samples = len(actual)
        logprobs = -np.log(predicted[range(samples), actual] + 1e-12)
        return np.sum(logprobs) / samples

    def train(self, X_train, y_train, epochs, lr=0.1):
        self.loss = []
        self.accuracy = []
        self._init_weights(X_train)
        for i in range(epochs):
            yhat = self._forwardprop(X_train)
            self.accuracy.append(self._get_accuracy(predicted=yhat, actual=y_train))
            self.loss.append(self._calculate_loss(predicted=yhat, actual=y_train))
            self._backprop(predicted=yhat, actual=y_train)
            self._update(lr)
            if i % 20 == 0:
                print('EPOCH: {}, ACCURACY: {:.4f}, LOSS: {:.4f}'.format(i, self.accuracy[-1], self.loss[-1]))


if __name__ == '__main__':
    np.random.seed(99)
    X, y = load_iris(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)

    model = Network()
    model.add(DenseLayer(6))
    model.add(DenseLayer(8))
    model.add(DenseLayer(10))
    model.add(DenseLayer(3))

    model.train(X_train=X, y_train=y, epochs=300)
    print('final accuracy', model.accuracy[-1], 'loss', model.loss[-1])
