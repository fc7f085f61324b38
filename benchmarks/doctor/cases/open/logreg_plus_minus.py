import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class LogReg():

    def __init__(self, batch_size=35, num_steps=350, lr=1e-2):
        self.batch_size = batch_size
        self.num_steps = num_steps
        self.lr = lr

    def loss(self, X, y, w):
        return np.mean(np.log(1 + np.exp(-y * (X @ w))))

    def fit(self, X, y):
        w = np.random.randn(X.shape[1])[:, None]
        n_objects = len(X)

        for i in range(self.num_steps):
            rows = np.random.randint(0, n_objects, size=self.batch_size)
            w -= self.lr * X[rows].T @ (y[rows] * sigmoid(X[rows] @ w * y[rows]))
            if i % 50 == 0:
                print(i, self.loss(X, y, w))

        self.w = w
        return self

    def predict(self, X):
        y_pred = sigmoid(X @ self.w)
        return (-1) * (y_pred < 0.5) + (y_pred >= 0.5)


n = 400
y = np.where(np.random.rand(n, 1) < 0.5, 1, -1)
X = np.hstack([np.ones((n, 1)), np.random.randn(n, 3) + y * np.array([[1.0, -0.7, 0.4]])])

model = LogReg().fit(X, y)
print("share of right answers", np.mean(model.predict(X) == y))
