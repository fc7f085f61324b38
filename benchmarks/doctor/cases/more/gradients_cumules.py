# réseau à une couche cachée, apprentissage par petits lots, iris
import numpy as np
from sklearn.datasets import load_iris

np.random.seed(6)
iris = load_iris()
X = (iris.data - iris.data.mean(0)) / iris.data.std(0)
Y = np.eye(3)[iris.target]


class Couche:
    def __init__(self, n_entree, n_sortie):
        self.poids = np.random.randn(n_sortie, n_entree) / np.sqrt(n_entree)
        self.biais = np.zeros((n_sortie, 1))
        self.grad_poids = np.zeros_like(self.poids)
        self.grad_biais = np.zeros_like(self.biais)

    def avant(self, entree):
        self.entree = entree
        self.sortie = 1 / (1 + np.exp(-(self.poids @ entree + self.biais)))
        return self.sortie

    def arriere(self, erreur):
        delta = erreur * self.sortie * (1 - self.sortie)
        self.grad_poids += delta @ self.entree.T
        self.grad_biais += delta
        return self.poids.T @ delta

    def maj(self, taux):
        self.poids -= taux * self.grad_poids
        self.biais -= taux * self.grad_biais


couches = [Couche(4, 8), Couche(8, 3)]
taux = 2.0
taille_lot = 10

for epoque in range(100):
    cout = 0
    for debut in range(0, len(X), taille_lot):
        for x, y in zip(X[debut:debut + taille_lot], Y[debut:debut + taille_lot]):
            a = x.reshape(-1, 1)
            for c in couches:
                a = c.avant(a)
            e = a - y.reshape(-1, 1)
            cout += float(np.sum(e ** 2)) / 2
            for c in reversed(couches):
                e = c.arriere(e)
        for c in couches:
            c.maj(taux / taille_lot)
    if epoque % 10 == 0:
        print("époque", epoque, "coût", cout / len(X))

prevu = []
for x in X:
    a = x.reshape(-1, 1)
    for c in couches:
        a = c.avant(a)
    prevu.append(a.ravel())
prevu = np.array(prevu)
print("juste :", np.mean(np.argmax(prevu, 1) == iris.target))
