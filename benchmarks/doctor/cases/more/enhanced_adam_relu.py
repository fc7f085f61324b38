# Assignment 2 nn-enhanced
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler


class NeuralNet:
    def __init__(self, X, y, h=6):
        # h represents the number of neurons in the hidden layer
        self.scaler = MinMaxScaler()
        X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.20, random_state=0)
        self.X = self.scaler.fit_transform(X_train)
        self.X_test = self.scaler.transform(X_test)
        self.y = y_train.reshape(-1, 1)
        self.y_test = y_test.reshape(-1, 1)

        input_layer_size = self.X.shape[1]
        self.output_layer_size = self.y.shape[1]

        self.W_hidden = 2 * np.random.random((input_layer_size, h)) - 1
        self.Wb_hidden = 2 * np.random.random((1, h)) - 1

        self.W_output = 2 * np.random.random((h, self.output_layer_size)) - 1
        self.Wb_output = np.zeros((1, self.output_layer_size))

        self.h = h

    def __sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    def __tanh(self, x):
        return np.tanh(x)

    def __relu(self, x):
        return np.maximum(x, 0)

    # derivative of sigmoid function, indicates confidence about existing weight
    def __sigmoid_derivative(self, x):
        return x * (1 - x)

    def __tanh_derivative(self, x):
        return 1 - np.power(x, 2)

    def __relu_derivative(self, x):
        x[x <= 0] = 0
        x[x > 0] = 1
        return x

    # Below is the training function. Added parameters for adam gd optimizer.
    def train(self, activation, max_iterations=400, learning_rate=0.01, epsilon=10**(-8), beta_1=0.9, beta_2=0.999):
        print(f'ACTIVATION: {activation}')
        n = len(self.X)
        m = [0, 0, 0, 0]
        v = [0, 0, 0, 0]
        for iteration in range(max_iterations):
            out = self.forward_pass(self.X, activation)
            error = 0.5 * np.power((out - self.y), 2)

            self.backward_pass(out, activation)

            # ADAM GRADIENT DESCENT OPTIMIZER
            grads = [np.dot(self.X_hidden.T, self.deltaOut) / n,
                     np.mean(self.deltaOut, axis=0, keepdims=True),
                     np.dot(self.X.T, self.deltaHidden) / n,
                     np.mean(self.deltaHidden, axis=0, keepdims=True)]
            updates = []
            for i, gradient in enumerate(grads):
                m[i] = beta_1 * m[i] + (1 - beta_1) * gradient
                v[i] = beta_2 * v[i] + (1 - beta_2) * gradient**2
                m_hat = m[i] / (1 - beta_1**(iteration + 1))
                v_hat = v[i] / (1 - beta_2**(iteration + 1))
                updates.append((learning_rate * m_hat) / (np.sqrt(v_hat) + epsilon))

            self.W_output += updates[0]
            self.Wb_output += updates[1]
            self.W_hidden += updates[2]
            self.Wb_hidden += updates[3]

        print(f'After {str(max_iterations)} iterations, total error with {activation} activation function: {str(np.sum(error))}')

    def forward_pass(self, X, activation):
        in_hidden = np.dot(X, self.W_hidden) + self.Wb_hidden
        if activation == "sigmoid":
            self.X_hidden = self.__sigmoid(in_hidden)
        elif activation == "tanh":
            self.X_hidden = self.__tanh(in_hidden)
        elif activation == "relu":
            self.X_hidden = self.__relu(in_hidden)

        in_output = np.dot(self.X_hidden, self.W_output) + self.Wb_output
        return self.__sigmoid(in_output)

    def backward_pass(self, out, activation):
        self.compute_output_delta(out)
        self.compute_hidden_delta(activation)

    def compute_output_delta(self, out):
        self.deltaOut = (self.y - out) * (self.__sigmoid_derivative(out))

    def compute_hidden_delta(self, activation):
        back = self.deltaOut.dot(self.W_output.T)
        if activation == "sigmoid":
            delta_hidden_layer = back * (self.__sigmoid_derivative(self.X_hidden))
        elif activation == "tanh":
            delta_hidden_layer = back * (self.__tanh_derivative(self.X_hidden))
        elif activation == "relu":
            delta_hidden_layer = back * (self.__relu_derivative(self.X_hidden))

        self.deltaHidden = delta_hidden_layer

    def predict(self, activation):
        out = self.forward_pass(self.X_test, activation)
        return 0.5 * np.power((out - self.y_test), 2)


if __name__ == "__main__":
    X, y = load_breast_cancer(return_X_y=True)
    test_errors = {}
    for activation in ["sigmoid", "tanh", "relu"]:
        neural_network = NeuralNet(X, y)
        neural_network.train(activation=activation)
        testError = neural_network.predict(activation=activation)
        test_errors[activation] = np.sum(testError)
        print(f"Total Test error with {activation} activation: " + str(np.sum(testError)))
