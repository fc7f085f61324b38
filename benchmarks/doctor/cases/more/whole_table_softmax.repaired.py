import numpy as np

np.random.seed(42)


# -- data: three kinds of wine-like measurements, standardised
def make_data(per_class=40, n_features=6):
    centers = np.random.randn(3, n_features) * 1.2
    X = np.vstack([c + np.random.randn(per_class, n_features) for c in centers])
    y = np.repeat(np.arange(3), per_class)
    p = np.random.permutation(len(X))
    X, y = X[p], y[p]
    return (X - X.mean(axis=0)) / X.std(axis=0), y


X, y = make_data()
Y = np.eye(3)[y]


class NeuralNetwork:
    """layers: list of (units, activation)"""

    activations = {
        'tanh': (lambda z: np.tanh(z), lambda a: 1 - a ** 2),
        'softmax': (lambda z: np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True), None),
    }

    def __init__(self, n_in, layers):
        self.layers = layers
        self.theta = []
        for units, _ in layers:
            self.theta.append(np.random.randn(n_in + 1, units) / np.sqrt(n_in + 1))
            n_in = units

    @staticmethod
    def add_bias(a):
        return np.c_[np.ones(len(a)), a]

    def forward(self, X):
        self.a = [X]
        for theta, (_, name) in zip(self.theta, self.layers):
            self.a.append(self.activations[name][0](self.add_bias(self.a[-1]) @ theta))
        return self.a[-1]

    def loss(self, X, Y):
        return -np.mean(np.sum(Y * np.log(self.forward(X)), axis=1))

    def fit(self, X, Y, epochs, lr):
        history = []
        for epoch in range(epochs):
            delta = (self.forward(X) - Y) / len(X)
            for l in reversed(range(len(self.theta))):
                gradient = self.add_bias(self.a[l]).T @ delta
                if l > 0:
                    delta = (delta @ self.theta[l][1:].T) * self.activations[self.layers[l - 1][1]][1](self.a[l])
                self.theta[l] -= lr * gradient
            history.append(self.loss(X, Y))
            if epoch % 200 == 0:
                print('epoch {:4d}   loss {:.4f}'.format(epoch, history[-1]))
        return history


nn = NeuralNetwork(X.shape[1], [(8, 'tanh'), (3, 'softmax')])
history = nn.fit(X, Y, epochs=2000, lr=0.03)
output = nn.forward(X)
print('first rows', output[:3].round(4))
print('mean probability of the right class', output[np.arange(len(y)), y].mean())
