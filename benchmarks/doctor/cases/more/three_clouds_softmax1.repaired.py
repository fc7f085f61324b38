import numpy as np

# toy data: three clouds
rng = np.random
centers = np.array([[4.0, 1.0], [6.0, 1.5], [9.0, 1.0]])
X = np.vstack([c + rng.randn(60, 2) * np.array([0.55, 1.0]) for c in centers])
y = np.repeat(np.arange(3), 60)
idx = rng.permutation(len(y))
X, y = X[idx], y[idx]


def to_onehot(y, num_classes):
    y_onehot = np.zeros((y.shape[0], num_classes))
    y_onehot[np.arange(y.shape[0]), y] = 1.
    return y_onehot


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(p, y_enc):
    return -np.sum(np.log(p + 1e-15) * y_enc, axis=1)


class SoftmaxRegression1:
    def __init__(self, num_features, num_classes):
        self.num_classes = num_classes
        self.weights = np.zeros((num_classes, num_features))
        self.bias = np.zeros(num_classes)

    def forward(self, x):
        logits = np.dot(x, self.weights.T) + self.bias
        return softmax(logits)

    def backward(self, x, y, probas):
        grad_loss_wrt_w = -np.dot(x.T, y - probas).T
        grad_loss_wrt_b = -np.sum(y - probas, axis=0)
        return grad_loss_wrt_w, grad_loss_wrt_b

    def predict_labels(self, x):
        return np.argmax(self.forward(x), axis=1)

    def evaluate(self, x, y):
        return np.mean(self.predict_labels(x) == y)

    def train(self, x, y, num_epochs, learning_rate=0.5):
        y_onehot = to_onehot(y, self.num_classes)
        for e in range(num_epochs):
            probas = self.forward(x)
            grad_w, grad_b = self.backward(x, y_onehot, probas)
            self.weights -= learning_rate * grad_w / y.shape[0]
            self.bias -= learning_rate * grad_b / y.shape[0]
            if e % 200 == 0:
                cost = np.mean(cross_entropy(self.forward(x), y_onehot))
                print('Epoch: %04d | Train ACC: %.3f | Cost: %.3f' % (e, self.evaluate(x, y), cost))


model1 = SoftmaxRegression1(num_features=2, num_classes=3)
model1.train(X, y, num_epochs=3000, learning_rate=0.1)

print('Weights:', model1.weights)
print('Bias:', model1.bias)
