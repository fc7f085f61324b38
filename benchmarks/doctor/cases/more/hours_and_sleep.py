import numpy as np

np.random.seed(7)

# hours of study, hours of sleep, past exams taken -> passed yes/no
N = 200
study = np.random.randint(0, 11, N)
sleep = np.random.randint(4, 10, N)
past = np.random.randint(0, 5, N)
X = np.stack((study, sleep, past), axis=1)
chance = 1 / (1 + np.exp(-(0.9 * study + 0.5 * sleep + 0.4 * past - 8.5)))
passed = (np.random.random(N) < chance).astype(int)


class LogisticRegression:
    def __init__(self, lr=0.03, n_iter=3000):
        self.lr = lr
        self.n_iter = n_iter

    def _h(self, X):
        return 1 / (1 + np.exp(-(X.dot(self.w) + self.b)))

    def fit(self, X, y):
        m, n = X.shape
        self.w = np.zeros_like(X[0])
        self.b = 0
        for it in range(self.n_iter):
            diff = self._h(X) - y
            for j in range(n):
                self.w[j] = self.w[j] - self.lr * np.sum(diff * X[:, j]) / m
            self.b = self.b - self.lr * np.sum(diff) / m
            if it % 500 == 0:
                h = self._h(X)
                print(it, "log loss", -np.mean(y * np.log(h) + (1 - y) * np.log(1 - h)))
        return self

    def predict(self, X):
        return (self._h(X) >= 0.5).astype(int)


clf = LogisticRegression().fit(X, passed)
print("w =", clf.w, "b =", clf.b)
print("accuracy", np.mean(clf.predict(X) == passed), "share of passed", passed.mean())
