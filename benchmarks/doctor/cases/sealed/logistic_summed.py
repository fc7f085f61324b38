import math
import numpy as np
from sklearn import datasets


def normalize(X, axis=-1, order=2):
    l2 = np.atleast_1d(np.linalg.norm(X, order, axis))
    l2[l2 == 0] = 1
    return X / np.expand_dims(l2, axis)


def mix(X, y):
    order = np.arange(X.shape[0])
    np.random.shuffle(order)
    return X[order], y[order]


def train_test_split(X, y, test_size=0.5):
    X, y = mix(X, y)
    cut = len(y) - int(len(y) // (1 / test_size))
    return X[:cut], X[cut:], y[:cut], y[cut:]


class Sigmoid():
    def __call__(self, x):
        return 1 / (1 + np.exp(-x))


class LogisticRegression():
    def __init__(self, learning_rate=.1):
        self.param = None
        self.learning_rate = learning_rate
        self.sigmoid = Sigmoid()

    def _start_parameters(self, X):
        n_features = np.shape(X)[1]
        limit = 1 / math.sqrt(n_features)
        self.param = np.random.uniform(-limit, limit, (n_features,))

    def fit(self, X, y, n_iterations=4000):
        X = np.insert(X, 0, 1, axis=1)
        self._start_parameters(X)
        for i in range(n_iterations):
            y_pred = self.sigmoid(X.dot(self.param))
            self.param -= self.learning_rate * -(y - y_pred).dot(X)

    def predict(self, X):
        X = np.insert(X, 0, 1, axis=1)
        y_pred = np.round(self.sigmoid(X.dot(self.param))).astype(int)
        return y_pred


data = datasets.load_iris()
X = normalize(data.data[data.target != 0])
y = data.target[data.target != 0]
y[y == 1] = 0
y[y == 2] = 1

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.33)

clf = LogisticRegression(learning_rate=0.05)
clf.fit(X_train, y_train)
y_pred = clf.predict(X_test)

print("Accuracy:", np.mean(y_pred == y_test))
