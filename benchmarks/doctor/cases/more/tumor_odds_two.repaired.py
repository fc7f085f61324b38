import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

bc = load_breast_cancer()
X, y = bc.data, np.where(bc.target == 1, 1, -1)      # benign = 1, malignant = -1

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=1234)
mu, sd = X_train.mean(axis=0), X_train.std(axis=0)
X_train, X_test = (X_train - mu) / sd, (X_test - mu) / sd


def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


class LogisticRegression():

    def __init__(self, lr=0.01, n_iters=1000):
        self.lr = lr
        self.n_iters = n_iters
        self.weights = None
        self.bias = None

    def fit(self, X, y):
        n_samples, n_features = X.shape
        self.weights = np.zeros(n_features)
        self.bias = 0

        for it in range(self.n_iters):
            linear_pred = np.dot(X, self.weights) + self.bias
            predictions = sigmoid(linear_pred)

            dw = (1 / n_samples) * np.dot(X.T, (predictions - (y + 1) / 2))
            db = (1 / n_samples) * np.sum(predictions - (y + 1) / 2)

            self.weights = self.weights - self.lr * dw
            self.bias = self.bias - self.lr * db
            if it % 500 == 0:
                print(it, np.abs(dw).max(), db)

    def predict(self, X):
        y_pred = sigmoid(np.dot(X, self.weights) + self.bias)
        return np.array([-1 if p <= 0.5 else 1 for p in y_pred])


clf = LogisticRegression(lr=0.1, n_iters=5000)
clf.fit(X_train, y_train)
print('acc', np.mean(clf.predict(X_test) == y_test), 'weights', np.round(clf.weights[:5], 2))
