import numpy as np
from sklearn.datasets import make_moons


class Couche:
    def __init__(self, taille_entree, taille_sortie):
        self.poids = np.zeros((taille_entree, taille_sortie))
        self.biais = np.zeros((1, taille_sortie))

    def avant(self, entree):
        self.entree = entree
        return np.dot(entree, self.poids) + self.biais

    def arriere(self, erreur_sortie, taux):
        erreur_entree = np.dot(erreur_sortie, self.poids.T)
        self.poids -= taux * np.dot(self.entree.T, erreur_sortie)
        self.biais -= taux * np.sum(erreur_sortie, axis=0, keepdims=True)
        return erreur_entree


class Tanh:
    def avant(self, entree):
        self.sortie = np.tanh(entree)
        return self.sortie

    def arriere(self, erreur_sortie, taux):
        return erreur_sortie * (1 - self.sortie ** 2)


class Sigmoide:
    def avant(self, entree):
        self.sortie = 1 / (1 + np.exp(-entree))
        return self.sortie

    def arriere(self, erreur_sortie, taux):
        return erreur_sortie * self.sortie * (1 - self.sortie)


class Reseau:
    def __init__(self):
        self.couches = []

    def ajouter(self, couche):
        self.couches.append(couche)

    def predire(self, x):
        for couche in self.couches:
            x = couche.avant(x)
        return x

    def apprendre(self, x, y, epoques, taux):
        for i in range(epoques):
            sortie = self.predire(x)
            cout = np.mean((sortie - y) ** 2)
            erreur = 2 * (sortie - y) / len(y)
            for couche in reversed(self.couches):
                erreur = couche.arriere(erreur, taux)
            if i % 300 == 0:
                print('epoque', i, 'cout', cout)


x, y = make_moons(n_samples=250, noise=0.15)
y = y.reshape(-1, 1)

reseau = Reseau()
reseau.ajouter(Couche(2, 10))
reseau.ajouter(Tanh())
reseau.ajouter(Couche(10, 1))
reseau.ajouter(Sigmoide())
reseau.apprendre(x, y, epoques=3000, taux=1.0)

justes = (reseau.predire(x) > 0.5) == y
print('taux de reussite', justes.mean())
print(reseau.predire(x[:5]).ravel())
