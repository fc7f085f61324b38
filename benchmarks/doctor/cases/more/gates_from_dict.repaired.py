import numpy as np

np.random.seed(0)

GATES = {
    'AND':  [0, 0, 0, 1],
    'OR':   [0, 1, 1, 1],
    'NAND': [1, 1, 1, 0],
    'XOR':  [0, 1, 1, 0],
}

inputs = np.array([[0, 0],
                   [0, 1],
                   [1, 0],
                   [1, 1]])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative(a):
    return a * (1 - a)


class LogicGateNetwork:
    def __init__(self, input_size=2, hidden_size=4, output_size=1, learning_rate=1.0):
        self.W1 = np.random.randn(input_size, hidden_size)
        self.b1 = np.zeros((1, hidden_size))
        self.W2 = np.random.randn(hidden_size, output_size)
        self.b2 = np.zeros((1, output_size))
        self.lr = learning_rate
        self.history = []

    def forward(self, X):
        self.a1 = sigmoid(np.dot(X, self.W1) + self.b1)
        self.a2 = sigmoid(np.dot(self.a1, self.W2) + self.b2)
        return self.a2

    def backward(self, X, y):
        m = X.shape[0]
        error = self.a2 - y
        delta2 = error * sigmoid_derivative(self.a2)
        delta2 = delta2.mean(axis=1, keepdims=True)
        delta1 = np.dot(delta2, self.W2.T) * sigmoid_derivative(self.a1)

        self.W2 -= self.lr * np.dot(self.a1.T, delta2) / m
        self.b2 -= self.lr * np.sum(delta2, axis=0, keepdims=True) / m
        self.W1 -= self.lr * np.dot(X.T, delta1) / m
        self.b1 -= self.lr * np.sum(delta1, axis=0, keepdims=True) / m

    def train(self, X, y, epochs=10000, verbose=True):
        for epoch in range(epochs):
            output = self.forward(X)
            loss = np.mean((y - output) ** 2)
            self.history.append(loss)
            self.backward(X, y)
            if verbose and epoch % 2500 == 0:
                print(f'  epoch {epoch:5d}  loss {loss:.6f}')

    def predict(self, X):
        return (self.forward(X) > 0.5).astype(int)


results = {}
networks = {}
for gate, outputs in GATES.items():
    print(gate)
    y = np.array(outputs).reshape(-1, 1)
    net = LogicGateNetwork()
    net.train(inputs, y)
    networks[gate] = net
    results[gate] = net.forward(inputs).ravel()
    for row, out in zip(inputs, results[gate]):
        print('   ', row, '->', round(float(out), 3))
