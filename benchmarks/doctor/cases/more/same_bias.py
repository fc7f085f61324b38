import numpy as np
from sklearn.datasets import load_iris

##########################
### DATASET
##########################
iris = load_iris()
X = iris.data[:, 2:]          # petal length, petal width
y = iris.target

shuffle_rng = np.random.RandomState(123)
shuffle_idx = shuffle_rng.permutation(y.shape[0])
X_train, y_train = X[shuffle_idx[:105]], y[shuffle_idx[:105]]
X_test, y_test = X[shuffle_idx[105:]], y[shuffle_idx[105:]]


def to_onehot(y, num_classes):
    y_onehot = np.zeros((y.shape[0], num_classes))
    y_onehot[np.arange(y.shape[0]), y] = 1.
    return y_onehot


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)


def cross_entropy(probas, y_enc):
    return np.mean(-np.sum(np.log(probas) * y_enc, axis=1))


##########################
### MODEL
##########################
class SoftmaxRegression1():

    def __init__(self, num_features, num_classes):
        self.num_features = num_features
        self.num_classes = num_classes
        self.weights = np.zeros((num_classes, num_features))
        self.bias = np.zeros(num_classes)

    def forward(self, x):
        logits = np.dot(x, self.weights.T) + self.bias
        probas = softmax(logits)
        return logits, probas

    def backward(self, x, y, probas):
        grad_loss_wrt_w = -np.dot(x.T, y - probas).T
        grad_loss_wrt_b = -np.sum(y - probas)
        return grad_loss_wrt_w, grad_loss_wrt_b

    def predict_labels(self, x):
        logits, probas = self.forward(x)
        return np.argmax(probas, axis=1)

    def evaluate(self, x, y):
        return np.mean(self.predict_labels(x) == y)

    def train(self, x, y, num_epochs, learning_rate=0.01):
        cost = []
        y_onehot = to_onehot(y, self.num_classes)
        for e in range(num_epochs):
            # forward
            logits, probas = self.forward(x)
            # backward
            grad_w, grad_b = self.backward(x, y_onehot, probas)
            self.weights -= learning_rate * grad_w / y.shape[0]
            self.bias -= learning_rate * grad_b / y.shape[0]
            # logging
            logits, probas = self.forward(x)
            cost.append(cross_entropy(probas, y_onehot))
            if not e % 100:
                print('Epoch: %04d' % (e + 1), end='')
                print(' | Train ACC: %.3f' % self.evaluate(x, y), end='')
                print(' | Cost: %.3f' % cost[-1])
        return cost


model1 = SoftmaxRegression1(num_features=2, num_classes=3)
cost = model1.train(X_train, y_train, num_epochs=2000, learning_rate=0.2)

print('\nModel parameters:')
print('  Weights: %s' % model1.weights)
print('  Bias: %s' % model1.bias)
print('Test ACC: %.3f' % model1.evaluate(X_test, y_test))
