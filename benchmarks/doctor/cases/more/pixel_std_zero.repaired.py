import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25)

# z-score every pixel
mean = X_train.mean(axis=0)
std = X_train.std(axis=0)
std[std == 0] = 1
X_train = (X_train - mean) / std
X_test = (X_test - mean) / std


class SoftmaxClassifier:
    def __init__(self, n_features, n_classes, lr=0.1):
        self.w = np.random.normal(0, 0.01, (n_features, n_classes))
        self.b = np.zeros((1, n_classes))
        self.lr = lr

    def proba(self, X):
        logits = X @ self.w + self.b
        logits = logits - logits.max(axis=1, keepdims=True)
        e = np.exp(logits)
        return e / e.sum(axis=1, keepdims=True)

    def fit(self, X, y, epochs=100):
        onehot = np.eye(self.w.shape[1])[y]
        for epoch in range(epochs):
            p = self.proba(X)
            loss = -np.sum(onehot * np.log(p + 1e-10)) / len(X)
            grad = (p - onehot) / len(X)
            self.w -= self.lr * X.T @ grad
            self.b -= self.lr * grad.sum(axis=0, keepdims=True)
            if epoch % 20 == 0:
                print(f"epoch {epoch:3d}  loss {loss:.4f}")

    def predict(self, X):
        return self.proba(X).argmax(axis=1)


clf = SoftmaxClassifier(64, 10)
clf.fit(X_train, y_train)
print("accuracy:", (clf.predict(X_test) == y_test).mean())
