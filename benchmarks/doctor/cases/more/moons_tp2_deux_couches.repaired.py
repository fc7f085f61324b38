# TP2 : reseau a deux couches sur make_moons
import numpy as np
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

np.random.seed(42)
X, y = make_moons(500, noise=0.2, random_state=0)
X_app, X_test, y_app, y_test = train_test_split(X, y, test_size=0.3, random_state=1)
y_app = y_app.reshape(-1, 1)
y_test = y_test.reshape(-1, 1)


class Couche:
    """Une couche dense avec sigmoide."""

    def __init__(self, n_entrees, n_neurones):
        self.W = np.random.normal(0, 1 / np.sqrt(n_entrees), (n_entrees, n_neurones))
        self.b = np.zeros((1, n_neurones))

    def avant(self, x):
        self.x = x
        self.a = 1 / (1 + np.exp(-(x @ self.W + self.b)))
        return self.a

    def arriere(self, grad, taux):
        delta = grad * self.a * (1 - self.a)
        grad_x = delta @ self.W.T
        self.W -= taux * self.x.T @ delta
        self.b -= taux * delta.sum(axis=0, keepdims=True)
        return grad_x


class Reseau:
    def __init__(self, couches):
        self.couches = couches

    def avant(self, x):
        for c in self.couches:
            x = c.avant(x)
        return x

    def entrainer(self, X, y, epoques, taux):
        n = len(X)
        for e in range(epoques):
            p = self.avant(X)
            cout = np.mean((p - y) ** 2)
            grad = 2 * (p - y) / n
            for c in reversed(self.couches):
                grad = c.arriere(grad, taux)
            if e % 1000 == 0:
                print("epoque", e, "cout", round(cout, 5))

    def precision(self, X, y):
        p = self.avant(X)
        return np.mean((p >= 0.5) == y)


reseau = Reseau([Couche(2, 10), Couche(10, 10), Couche(10, 1)])
reseau.entrainer(X_app, y_app, 6000, 2.0)
print("precision apprentissage :", reseau.precision(X_app, y_app))
print("precision test          :", reseau.precision(X_test, y_test))
