import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

bc = load_breast_cancer()
X = bc.data
Y = bc.target.reshape(-1, 1)

# normalise our inputs between 0 and 1
X_scale = (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))
X_train, X_val, Y_train, Y_val = train_test_split(X_scale, Y, test_size=0.3)


class network:
    def __init__(self, n_in):
        self.w1, self.b1 = self.generate_w_b(n_in, 32)
        self.w2, self.b2 = self.generate_w_b(32, 32)
        self.w3, self.b3 = self.generate_w_b(32, 1)

    def generate_w_b(self, n_inputs, n_output_neurons):
        weights = 0.01 * np.random.randn(n_inputs, n_output_neurons)
        biases = np.zeros((n_output_neurons))
        return weights, biases

    def Relu(self, z):
        return np.maximum(0, z)

    def forward(self, inputs):
        self.z1 = np.dot(inputs, self.w1) + self.b1
        self.a1 = self.Relu(self.z1)
        self.z2 = np.dot(self.a1, self.w2) + self.b2
        self.a2 = self.Relu(self.z2)
        self.z3 = np.dot(self.a2, self.w3) + self.b3
        self.a3 = 1 / (1 + np.exp(-self.z3))
        return self.a3

    def backward(self, x, y, lr):
        n = x.shape[0]
        d3 = (self.a3 - y) / n
        d2 = np.dot(d3, self.w3.T) * (self.z2 > 0)
        d1 = np.dot(d2, self.w2.T) * (self.z1 > 0)
        self.w3 -= lr * np.dot(self.a2.T, d3)
        self.b3 -= lr * np.sum(d3, axis=0)
        self.w2 -= lr * np.dot(self.a1.T, d2)
        self.b2 -= lr * np.sum(d2, axis=0)
        self.w1 -= lr * np.dot(x.T, d1)
        self.b1 -= lr * np.sum(d1, axis=0)

    def loss(self, x, y):
        p = self.forward(x)
        return -np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))

    def train(self, x, y, epochs, batch, lr):
        for e in range(epochs):
            rows = np.random.permutation(len(x))
            for s in range(0, len(x), batch):
                xb, yb = x[rows[s:s + batch]], y[rows[s:s + batch]]
                self.forward(xb)
                self.backward(xb, yb, lr)
            if e % 10 == 0:
                print("epoch", e, "loss", self.loss(x, y))


net = network(X_train.shape[1])
net.train(X_train, Y_train, 60, 32, 0.1)
print("validation", np.mean((net.forward(X_val) > 0.5) == Y_val))
