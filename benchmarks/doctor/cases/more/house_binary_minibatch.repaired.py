import numpy as np
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split

# stands for housepricedata.csv: 10 columns, above the median or not
X, Y = make_classification(n_samples=1460, n_features=10, n_informative=6, class_sep=1.2, random_state=4)
lo, hi = X.min(axis=0), X.max(axis=0)
X_scale = (X - lo) / (hi - lo)
X_train, X_test, Y_train, Y_test = train_test_split(X_scale, Y, test_size=0.3, random_state=1)


class network:
    def __init__(self):
        self.w1, self.b1 = self.generate_w_b(10, 32)
        self.w2, self.b2 = self.generate_w_b(32, 32)
        self.w3, self.b3 = self.generate_w_b(32, 1)

    def generate_w_b(self, n_inputs, n_output_neurons):
        weights = np.sqrt(2 / n_inputs) * np.random.randn(n_inputs, n_output_neurons)
        biases = np.zeros((n_output_neurons))
        return weights, biases

    def Relu(self, x):
        return np.maximum(0, x)

    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    def forward(self, inputs):
        self.z1 = np.dot(inputs, self.w1) + self.b1
        self.a1 = self.Relu(self.z1)
        self.z2 = np.dot(self.a1, self.w2) + self.b2
        self.a2 = self.Relu(self.z2)
        self.z3 = np.dot(self.a2, self.w3) + self.b3
        self.y_hat = self.sigmoid(self.z3)
        return self.y_hat

    def backward(self, inputs, y, lr):
        n = len(inputs)
        d3 = (self.y_hat - y.reshape(-1, 1)) / n
        d2 = np.dot(d3, self.w3.T) * (self.z2 > 0)
        d1 = np.dot(d2, self.w2.T) * (self.z1 > 0)
        self.w3 -= lr * np.dot(self.a2.T, d3)
        self.b3 -= lr * d3.sum(axis=0)
        self.w2 -= lr * np.dot(self.a1.T, d2)
        self.b2 -= lr * d2.sum(axis=0)
        self.w1 -= lr * np.dot(inputs.T, d1)
        self.b1 -= lr * d1.sum(axis=0)

    def loss(self, y):
        p = np.clip(self.y_hat.ravel(), 1e-7, 1 - 1e-7)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


net = network()
batch_size = 32
for epoch in range(40):
    order = np.random.permutation(len(X_train))
    for k in range(0, len(order), batch_size):
        pick = order[k:k + batch_size]
        net.forward(X_train[pick])
        net.backward(X_train[pick], Y_train[pick], 0.1)
    net.forward(X_train)
    if epoch % 4 == 0:
        print('epoch', epoch, 'loss', net.loss(Y_train))

print('test accuracy', np.mean((net.forward(X_test).ravel() > 0.5) == Y_test))
