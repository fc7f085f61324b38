import numpy as np
import pandas as pd
from sklearn.datasets import load_wine


class LogisticRegression():
    def __init__(self, num_epochs=1000, lr=0.05):
        self.num_epochs = num_epochs
        self.lr = lr

    def __sigmoid(self, Z):
        return 1 / (1 + np.exp(-Z))

    def __loss(self, y, A):
        return -np.mean(y * np.log(A) + (1 - y) * np.log(1 - A))

    def fit(self, X, y):
        n, m = X.shape
        print(f'Number of features = {n}')
        print(f'Number of samples = {m}')

        W = np.zeros((n, 1))
        b = 0

        for epoch in range(1, self.num_epochs + 1):
            Z = np.dot(W.T, X) + b
            A = self.__sigmoid(Z)

            dZ = A - y
            dW = 1/m * np.dot(X, dZ.T)
            db = 1/m * np.sum(dZ)

            W -= self.lr * dW
            b -= self.lr * db

            if epoch == 1 or epoch % 250 == 0:
                J = self.__loss(y, A)
                print(f'Epoch {epoch} - Loss = {J}')

        self.W, self.b = W, b

    def predict_proba(self, X):
        return self.__sigmoid(np.dot(self.W.T, X) + self.b)


wine = load_wine(as_frame=True)
data = wine.frame[['malic_acid', 'magnesium', 'proline', 'color_intensity', 'target']].copy()
# the grower of interest is number 1, the other two are "not him"
data['y'] = (data['target'] == 1).astype(int)
data = data.sample(frac=1, random_state=4)

X = data[['malic_acid', 'magnesium', 'proline', 'color_intensity']].values
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = data['y'].values.reshape(-1, 1)

lr = LogisticRegression(num_epochs=1000, lr=0.05)
lr.fit(X.T, y.T)
print('training accuracy', np.mean((lr.predict_proba(X.T) > 0.5) == y.T))
