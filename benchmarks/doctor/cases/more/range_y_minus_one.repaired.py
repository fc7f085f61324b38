import numpy as np
from sklearn.datasets import load_digits


def RelU(x):
    return np.maximum(0, x)


def SoftMax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


class NeuralNetwork:
    def __init__(self, in_features: int, hidden_layers: list[int], out_features: int) -> None:
        self.in_features = in_features
        self.out_features = out_features
        self.hidden_layers = hidden_layers
        self.weights = []
        self.biases = []

        self._create_layers()

    def predict(self, x) -> np.ndarray:
        return self._forward(x)[0]

    def _forward(self, x) -> tuple[np.ndarray, list[np.ndarray]]:
        layers = [x]
        for i in range(len(self.weights) - 1):   # exclude output layer
            layers.append(
                RelU(np.dot(layers[i], self.weights[i]) + self.biases[i])
            )
        return SoftMax(np.dot(layers[-1], self.weights[-1]) + self.biases[-1]), layers

    def _create_layers(self) -> None:
        def he_init(size): # huge improvement over a random init
            """ https://arxiv.org/pdf/1502.01852v1 """
            return np.random.randn(*size) * np.sqrt(2 / size[0])

        sizes = [self.in_features] + self.hidden_layers + [self.out_features]
        for i in range(len(sizes) - 1):
            self.weights.append(he_init((sizes[i], sizes[i + 1])))
            self.biases.append(np.zeros((1, sizes[i + 1])))

    def _cross_entropy(self, y, y_pred) -> float:
        eps = 1e-10 # prevent log(0)
        probabilities = np.clip(y_pred, eps, 1.)[range(y.shape[0]), y]
        return np.sum(-np.log(probabilities)) / y.shape[0]

    def _accuracy(self, y, y_pred) -> float:
        return np.mean(np.argmax(y_pred, axis=1) == y)

    def _backpropogation(self, x, y, lr) -> tuple[float, float]:
        y_pred, layers = self._forward(x)
        loss = self._cross_entropy(y, y_pred)

        grad = {}
        d_output = y_pred.copy() # gradient of loss wrt output layer
        d_output[range(x.shape[0]), y] -= 1 # error term
        d_output /= x.shape[0]

        grad['w' + str(len(self.weights) - 1)] = np.dot(layers[-1].T, d_output)
        grad['b' + str(len(self.biases) - 1)] = np.sum(d_output, axis=0, keepdims=True)

        # calculate gradients wrt hidden layers
        for i in range(len(self.weights) - 2, -1, -1):
            d_hidden = np.dot(d_output, self.weights[i + 1].T)
            d_hidden[layers[i + 1] <= 0] = 0  # derivative of ReLU

            grad['w' + str(i)] = np.dot(layers[i].T, d_hidden)
            grad['b' + str(i)] = np.sum(d_hidden, axis=0, keepdims=True)

            d_output = d_hidden

        # update weights and biases
        for i in range(len(self.weights)):
            self.weights[i] -= lr * grad['w' + str(i)]
            self.biases[i] -= lr * grad['b' + str(i)]

        return loss, self._accuracy(y, y_pred)

    def train(self, x, y, epochs=100, lr=0.01):
        losses, accs = [], []
        for i in range(epochs):
            loss, acc = self._backpropogation(x, y, lr)
            losses.append(loss)
            accs.append(acc)
            if (i + 1) % 20 == 0:
                print(f'Epoch {i+1}/{epochs} - Loss: {loss:.4f} - Accuracy: {acc:.4f}')
        return losses, accs


x, y = load_digits(return_X_y=True)
x = x / 16
net = NeuralNetwork(64, [32, 32], 10)
losses, accs = net.train(x, y, epochs=200, lr=0.3)
print('last accuracy', accs[-1])
