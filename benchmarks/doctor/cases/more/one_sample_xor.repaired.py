import numpy as np

np.random.seed(3)


def sigmoid(z):
    """sigmoid activation function on input z"""
    return 1 / (1 + np.exp(-z))  # defines the sigmoid activation function


def forward_propagation(X, W1, b1, W2, b2):
    """
    Computes the forward propagation operation of a neural network and
    returns the output after applying the sigmoid activation function
    """
    net_h = np.dot(W1, X) + b1  # net output at the hidden layer
    out_h = sigmoid(net_h)  # actual after applying sigmoid
    net_y = np.dot(W2, out_h) + b2  # net output at the output layer
    out_y = sigmoid(net_y)  # actual output at the output layer
    return out_h, out_y


def calculate_error(y, y_predicted):
    """Computes squared error"""
    return 0.5 * np.sum((y_predicted - y) ** 2)


def backward_propagation(X, Y, out_h, out_y, W2):
    """
    Computes the backpropagation operation of a neural network and
    returns the derivative of weights and biases
    """
    l2_error = out_y - Y  # actual - target
    slope_output = out_y * (1 - out_y)  # derivative of the sigmoid at the output layer
    dW2 = np.dot(l2_error * slope_output, out_h.T)  # gradient of the weights connecting hidden and output layer
    db2 = l2_error * slope_output  # gradient of the bias at the output layer

    dh = np.dot(W2.T, l2_error * slope_output)
    l1_error = np.multiply(dh, out_h * (1 - out_h))
    dW1 = np.dot(l1_error, X.T)
    db1 = l1_error
    return dW1, db1, dW2, db2


def update_parameters(W1, b1, W2, b2, dW1, db1, dW2, db2, learning_rate):
    """Updates weights and biases and returns their values"""
    W1 = W1 - learning_rate * dW1
    W2 = W2 - learning_rate * dW2
    b1 = b1 - learning_rate * db1
    b2 = b2 - learning_rate * db2
    return W1, b1, W2, b2


def train(samples, targets, W1, b1, W2, b2, num_iterations, learning_rate):
    """Trains the neural network, one column at a time"""
    for i in range(num_iterations):
        loss = 0
        for X, Y in zip(samples, targets):
            A1, A2 = forward_propagation(X, W1, b1, W2, b2)
            loss += calculate_error(Y, A2)
            dW1, db1, dW2, db2 = backward_propagation(X, Y, A1, A2, W2)
            W1, b1, W2, b2 = update_parameters(W1, b1, W2, b2, dW1, db1, dW2, db2, learning_rate)
        if i % 500 == 0:
            print("iteration", i, "loss", loss)
    return W1, b1, W2, b2


XOR = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
samples = [np.array([[a], [b]]) for a, b, _ in XOR]
targets = [np.array([[c]]) for _, _, c in XOR]

n_h = 5
n_x = 2
n_y = 1
W1 = np.random.randn(n_h, n_x)
b1 = np.zeros((n_h, 1))
W2 = np.random.randn(n_y, n_h)
b2 = np.zeros((n_y, 1))

W1, b1, W2, b2 = train(samples, targets, W1, b1, W2, b2, num_iterations=5000, learning_rate=0.6)

for (a, b, c), X in zip(XOR, samples):
    print(a, "xor", b, "=", c, " predicted", forward_propagation(X, W1, b1, W2, b2)[1].mean())
