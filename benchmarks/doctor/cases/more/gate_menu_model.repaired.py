import numpy as np

# definitions of the activation functions and their derivatives
def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_derivative(x):
    return sigmoid(x) * (1 - sigmoid(x))


def mse_loss(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)

def mse_loss_derivative(y_true, y_pred):
    return -2 * (y_true - y_pred) / y_true.size


def tanh(x):
    return np.tanh(x)

def tanh_derivative(x):
    return 1 - np.tanh(x) ** 2


# neural network model
class NN_Model:
    def __init__(self, input_size, hidden_size, output_size, learning_rate=0.1, func="tanh", momentum=0.0):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.func = func

        self.weights1 = np.random.randn(input_size, hidden_size)
        self.bias1 = np.zeros((1, hidden_size))
        self.weights2 = np.random.randn(hidden_size, output_size)
        self.bias2 = np.zeros((1, output_size))

        # momentum (v_ -> velocity)
        self.v_weights1 = np.zeros_like(self.weights1)
        self.v_bias1 = np.zeros_like(self.bias1)
        self.v_weights2 = np.zeros_like(self.weights2)
        self.v_bias2 = np.zeros_like(self.bias2)

    def forward(self, X):
        self.input = X

        if self.func == "sigmoid":
            activation_function = sigmoid
        elif self.func == "tanh":
            activation_function = tanh

        self.hidden = activation_function(np.dot(X, self.weights1) + self.bias1)
        self.output = activation_function(np.dot(self.hidden, self.weights2) + self.bias2)

        return self.output

    def backward(self, X, y_true, y_pred):
        d_loss = mse_loss_derivative(y_true, y_pred)

        if self.func == "sigmoid":
            activation_derivative = sigmoid_derivative
        elif self.func == "tanh":
            activation_derivative = tanh_derivative

        d_output = d_loss * activation_derivative(np.dot(self.hidden, self.weights2) + self.bias2)
        d_hidden = np.dot(d_output, self.weights2.T) * activation_derivative(np.dot(X, self.weights1) + self.bias1)

        d_weights2 = np.dot(self.hidden.T, d_output)
        d_bias2 = np.sum(d_output, axis=0, keepdims=True)
        d_weights1 = np.dot(X.T, d_hidden)
        d_bias1 = np.sum(d_hidden, axis=0, keepdims=True)

        # update weights with momentum
        self.v_weights2 = self.momentum * self.v_weights2 + self.learning_rate * d_weights2
        self.v_bias2 = self.momentum * self.v_bias2 + self.learning_rate * d_bias2
        self.weights2 -= self.v_weights2
        self.bias2 -= self.v_bias2

        self.v_weights1 = self.momentum * self.v_weights1 + self.learning_rate * d_weights1
        self.v_bias1 = self.momentum * self.v_bias1 + self.learning_rate * d_bias1
        self.weights1 -= self.v_weights1
        self.bias1 -= self.v_bias1

    def train(self, X, y, epochs=500):
        losses = []

        print("Losses and predictions through training: ")

        for epoch in range(epochs):
            y_pred = self.forward(X)
            loss = mse_loss(y, y_pred)
            losses.append(loss)
            self.backward(X, y, y_pred)

            # print every 500 epochs to see the progress
            if epoch % 500 == 0:
                print(f"Epoch {epoch}, Loss: {loss}")
                # show the real and predicted values
                print("Real values: ", y.ravel())
                print("Predicted values: ", y_pred.ravel())

        return losses

# datasets as tuple of X and y values
datasets = {
    "AND": (np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [0], [0], [1]])),
    "OR": (np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [1]])),
    "XOR": (np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])),
}


def main():
    models = {}
    for name, (X, y) in datasets.items():
        print(f"Dataset: {name}")
        nn = NN_Model(input_size=2, hidden_size=4, output_size=1, learning_rate=0.2, func="tanh", momentum=0.5)
        losses = nn.train(X, y, epochs=2000)
        print("===============FINAL VALUES===============")
        print(f"Real values: {y.ravel()}")
        print(f"Predicted values: {nn.forward(X).ravel()}")
        print(f"Min Loss: {min(losses)}")
        print("==========================================")
        print()
        models[name] = nn
    return models

if __name__ == "__main__":
    models = main()
