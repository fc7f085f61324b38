import numpy as np
from sklearn.datasets import load_digits

# everything in float32 so that it can go to the GPU later


def ReLU(x):
    return np.maximum(0., x)


def ReLU_grad(x):
    return (x > 0).astype(np.float32)


def Softmax(x):
    """Stable softmax, x is (batch, classes)"""
    e_x = np.exp(x - np.max(x))
    return e_x / e_x.sum(axis=-1, keepdims=True)


def CCE_loss(predictions, targets):
    """Categorical cross entropy, mean over the batch"""
    return -np.mean(np.sum(targets * np.log(np.clip(predictions, 1e-7, 1.)), axis=1))


class nn_model:
    def __init__(self, nInputs, neurons_per_layer, batch_size=32):
        self.nInputs = nInputs
        self.nLayers = len(neurons_per_layer)
        self.batch_size = batch_size
        self.weights = []
        self.biases = []
        self.errors = []
        prev = nInputs
        for n in neurons_per_layer:
            self.weights.append((np.random.randn(prev, n) * np.sqrt(2. / prev)).astype(np.float32))
            self.biases.append(np.zeros(n, dtype=np.float32))
            prev = n

    def forward_feed(self, x):
        self.z = []
        self.a = [x]
        for i in range(self.nLayers):
            zi = self.a[-1] @ self.weights[i] + self.biases[i]
            self.z.append(zi)
            self.a.append(Softmax(zi) if i == self.nLayers - 1 else ReLU(zi))
        return self.a[-1]

    def back_propagation(self, targets):
        dw = [None] * self.nLayers
        db = [None] * self.nLayers
        delta = (self.a[-1] - targets) / targets.shape[0]
        for i in range(self.nLayers - 1, -1, -1):
            dw[i] = self.a[i].T @ delta
            db[i] = delta.sum(axis=0)
            if i > 0:
                delta = (delta @ self.weights[i].T) * ReLU_grad(self.z[i - 1])
        return dw, db

    def optimize(self, x, y, lr=0.01, nEpochs=10):
        nBatches = -(-len(x) // self.batch_size)
        for epoch in range(nEpochs):
            perm = np.random.permutation(len(x))
            error = 0.
            for b in range(nBatches):
                idx = perm[b * self.batch_size:(b + 1) * self.batch_size]
                out = self.forward_feed(x[idx])
                error += CCE_loss(out, y[idx])
                dw, db = self.back_propagation(y[idx])
                for i in range(self.nLayers):
                    self.weights[i] -= lr * dw[i]
                    self.biases[i] -= lr * db[i]
            self.errors.append(error / nBatches)
            print('Average Error with initial weights and biases' if epoch == 0 else 'Error', epoch, self.errors[-1])

    def accuracy(self, x, labels):
        return np.mean(np.argmax(self.forward_feed(x), axis=1) == labels)


np.random.seed(10)
digits = load_digits()
X = np.minimum(digits.data * 16, 255).astype(np.float32)  # bytes, like MNIST
Y = np.eye(10, dtype=np.float32)[digits.target]
x_train, y_train = X[:1400], Y[:1400]

model = nn_model(64, [256, 10], batch_size=32)
model.optimize(x_train, y_train, lr=0.0001, nEpochs=12)
print('train', model.accuracy(x_train, digits.target[:1400]))
print('test', model.accuracy(X[1400:], digits.target[1400:]))
