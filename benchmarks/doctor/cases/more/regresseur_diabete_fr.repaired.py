# Mini-bibliothèque de couches, TP noté - régression sur le jeu "diabetes"
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


class Couche:
    def propage(self, x):
        raise NotImplementedError

    def retropropage(self, grad, pas):
        raise NotImplementedError


class Dense(Couche):
    def __init__(self, entree, sortie):
        self.poids = np.random.randn(entree, sortie) * np.sqrt(1 / entree)
        self.biais = np.zeros(sortie)

    def propage(self, x):
        self.x = x
        return x @ self.poids + self.biais

    def retropropage(self, grad, pas):
        grad_x = grad @ self.poids.T
        self.poids -= pas * self.x.T @ grad
        self.biais -= pas * grad.sum(axis=0)
        return grad_x


class Tanh(Couche):
    def propage(self, x):
        self.y = np.tanh(x)
        return self.y

    def retropropage(self, grad, pas):
        return grad * (1 - self.y ** 2)


class Reseau:
    def __init__(self, couches):
        self.couches = couches

    def predit(self, x):
        for c in self.couches:
            x = c.propage(x)
        return x

    def apprend(self, X, y, epoques, pas, taille_lot):
        historique = []
        for e in range(epoques):
            melange = np.random.permutation(len(X))
            cout = 0.0
            for debut in range(0, len(X), taille_lot):
                lot = melange[debut:debut + taille_lot]
                sortie = self.predit(X[lot])
                ecart = sortie - y[lot].reshape(-1, 1)
                cout += (ecart ** 2).mean() * len(lot)
                grad = 2 * ecart.mean(axis=1, keepdims=True) / len(lot)
                for c in reversed(self.couches):
                    grad = c.retropropage(grad, pas)
            historique.append(cout / len(X))
            if e % 20 == 0:
                print(f"époque {e:3d}  EQM = {historique[-1]:.4f}")
        return historique


np.random.seed(7)
X, y = load_diabetes(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
y = (y - y.mean()) / y.std()
X_app, X_test, y_app, y_test = train_test_split(X, y, test_size=0.25, random_state=0)

reseau = Reseau([Dense(10, 12), Tanh(), Dense(12, 1)])
h = reseau.apprend(X_app, y_app, epoques=100, pas=0.02, taille_lot=32)

pred = reseau.predit(X_test)
print("prédictions :", pred[:5].ravel())
print("valeurs     :", y_test[:5])
