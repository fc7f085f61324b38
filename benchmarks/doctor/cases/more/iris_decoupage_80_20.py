import numpy as np
import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt
from sklearn.datasets import load_iris

# TP : perceptron multi-couches en numpy, jeu de données iris
np.random.seed(12)

iris = load_iris()
X = iris.data                      # (150, 4)
y = iris.target
X = (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))

# découpage 80 % / 20 %
n = int(0.8 * len(X))
X_app, X_test = X[:n], X[n:]
y_app, y_test = y[:n], y[n:]


def un_parmi_n(y, k):
    T = np.zeros((y.shape[0], k))
    T[np.arange(y.shape[0]), y] = 1
    return T


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


class PMC:
    def __init__(self, n_entree, n_cache, n_sortie, pas=0.1):
        self.W1 = np.random.randn(n_entree, n_cache) * np.sqrt(2.0 / n_entree)
        self.b1 = np.zeros((1, n_cache))
        self.W2 = np.random.randn(n_cache, n_sortie) * np.sqrt(2.0 / n_cache)
        self.b2 = np.zeros((1, n_sortie))
        self.pas = pas

    def propage(self, X):
        self.Z1 = X @ self.W1 + self.b1
        self.A1 = np.maximum(0, self.Z1)
        return softmax(self.A1 @ self.W2 + self.b2)

    def retropropage(self, X, T, P):
        m = len(X)
        dZ2 = (P - T) / m
        dW2, db2 = self.A1.T @ dZ2, dZ2.sum(axis=0, keepdims=True)
        dZ1 = (dZ2 @ self.W2.T) * (self.Z1 > 0)
        dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0, keepdims=True)
        self.W1 -= self.pas * dW1
        self.b1 -= self.pas * db1
        self.W2 -= self.pas * dW2
        self.b2 -= self.pas * db2

    def predit(self, X):
        return np.argmax(self.propage(X), axis=1)


def exactitude(modele, X, y):
    return (modele.predit(X) == y).mean()


T_app = un_parmi_n(y_app, 3)
modele = PMC(4, 10, 3, pas=0.1)
couts, app, test = [], [], []
for it in range(300):
    P = modele.propage(X_app)
    couts.append(-np.mean(np.sum(T_app * np.log(P + 1e-12), axis=1)))
    modele.retropropage(X_app, T_app, P)
    app.append(exactitude(modele, X_app, y_app))
    test.append(exactitude(modele, X_test, y_test))
    if it % 50 == 0:
        print("itération %d  coût %.4f  apprentissage %.3f  test %.3f" % (it, couts[-1], app[-1], test[-1]))

print("exactitude finale : apprentissage %.3f, test %.3f" % (app[-1], test[-1]))
plt.plot(app, label='apprentissage')
plt.plot(test, label='test')
plt.legend()
plt.close()
