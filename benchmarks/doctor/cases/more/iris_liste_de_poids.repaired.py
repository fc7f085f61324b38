# -*- coding: utf-8 -*-
# Réseau de neurones multicouche pour les iris, poids rangés dans une liste
import numpy as np
from sklearn.datasets import load_iris


def f(x):
    return 1.0 / (1.0 + np.exp(-x))


def derivee(x):
    return f(x) * (1 - f(x))


class ReseauDeNeurones:
    """Gère les principales fonctions d'un réseau : calcul, rétropropagation, apprentissage"""

    def __init__(self, couches, taux=0.3):
        self.couches = couches
        self.taux = taux
        self.poids = []
        self.biais = []
        for i in range(len(couches) - 1):
            self.poids.append(np.random.normal(0, 1 / np.sqrt(couches[i]), (couches[i + 1], couches[i])))
            self.biais.append(np.zeros((couches[i + 1], 1)))

    def calculer(self, entree):
        self.sorties = [entree]
        for p, b in zip(self.poids, self.biais):
            self.sorties.append(f(p @ self.sorties[-1] + b))
        return self.sorties[-1]

    def retropropager(self, cible):
        # entropie croisée à la sortie : l'erreur est directement le delta
        delta = self.sorties[-1] - cible
        for i in range(len(self.poids) - 1, -1, -1):
            grad_p = delta @ self.sorties[i].T
            grad_b = delta
            if i > 0:
                delta_suivant = (self.poids[i].T @ delta) * self.sorties[i] * (1 - self.sorties[i])
            self.poids[i] = self.poids[i] - self.taux * grad_p
            self.biais[i] = self.biais[i] - self.taux * grad_b
            if i > 0:
                delta = delta_suivant

    def apprendre(self, X, Y, epoques):
        for ep in range(epoques):
            cout = 0
            for x, y in zip(X, Y):
                s = self.calculer(x.reshape(-1, 1))
                t = y.reshape(-1, 1)
                cout -= np.sum(t * np.log(s) + (1 - t) * np.log(1 - s))
                self.retropropager(t)
            if ep % 20 == 0:
                print("époque", ep, "coût", cout / len(X))

    def classe(self, X):
        return np.array([np.argmax(self.calculer(x.reshape(-1, 1))) for x in X])


np.random.seed(2)
iris = load_iris()
X = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
Y = np.eye(3)[iris.target]
ordre = np.random.permutation(len(X))
X, Y = X[ordre], Y[ordre]

# les 110 premières fleurs pour apprendre, le reste pour tester
X_app, Y_app = X[:110], Y[:110]
X_test, Y_test = X[110:], Y[110:]

reseau = ReseauDeNeurones([4, 6, 3], taux=0.1)
reseau.apprendre(X_app, Y_app, 100)

print("apprentissage :", np.mean(reseau.classe(X_app) == Y_app.argmax(axis=1)))
print("test          :", np.mean(reseau.classe(X_test) == Y_test.argmax(axis=1)))
