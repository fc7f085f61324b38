import random
import math


def f(x):
    # racine carree avec le signe, ca ne sature pas comme la sigmoide
    if x >= 0:
        return math.sqrt(x + 1) - 1
    else:
        return -(math.sqrt(-x + 1) - 1)


def derivee(x):
    if x >= 0:
        return 0.5 / math.sqrt(x + 1)
    else:
        return 0.5 / math.sqrt(-x + 1)


class ReseauDeNeurones:
    """Gere les principales fonctions d'un reseau de neurones"""

    def __init__(self, nbEntrees, nbCachees, nbSorties):
        self.nbEntrees = nbEntrees
        self.nbCachees = nbCachees
        self.nbSorties = nbSorties
        # le dernier poids de chaque neurone est celui du biais
        self.poidsCaches = [[random.uniform(-1, 1) for i in range(nbEntrees + 1)] for j in range(nbCachees)]
        self.poidsSorties = [[random.uniform(-1, 1) for j in range(nbCachees + 1)] for k in range(nbSorties)]

    def calculer(self, entrees):
        self.entrees = list(entrees) + [1.0]
        self.sommesCachees = []
        self.cachees = []
        for j in range(self.nbCachees):
            somme = 0.0
            for i in range(self.nbEntrees + 1):
                somme += self.poidsCaches[j][i] * self.entrees[i]
            self.sommesCachees.append(somme)
            self.cachees.append(f(somme))
        self.cachees.append(1.0)
        self.sommesSorties = []
        self.sorties = []
        for k in range(self.nbSorties):
            somme = 0.0
            for j in range(self.nbCachees + 1):
                somme += self.poidsSorties[k][j] * self.cachees[j]
            self.sommesSorties.append(somme)
            self.sorties.append(f(somme))
        return self.sorties

    def retropropager(self, attendu, pas):
        deltasSorties = []
        for k in range(self.nbSorties):
            erreur = self.sorties[k] - attendu[k]
            deltasSorties.append(erreur * derivee(self.sommesSorties[k]))

        deltasCaches = []
        for j in range(self.nbCachees):
            somme = 0.0
            for k in range(self.nbSorties):
                somme += deltasSorties[k] * self.poidsSorties[k][j]
            deltasCaches.append(somme * derivee(self.sommesCachees[j]))

        for k in range(self.nbSorties):
            for j in range(self.nbCachees + 1):
                self.poidsSorties[k][j] -= pas * deltasSorties[k] * self.cachees[j]
        for j in range(self.nbCachees):
            for i in range(self.nbEntrees + 1):
                self.poidsCaches[j][i] -= pas * deltasCaches[j] * self.entrees[i]

    def apprendre(self, exemples, iterations, pas):
        for n in range(iterations):
            total = 0.0
            for entrees, attendu in exemples:
                sortie = self.calculer(entrees)
                total += 0.5 * sum((s - a) ** 2 for s, a in zip(sortie, attendu))
                self.retropropager(attendu, pas)
            if n % 300 == 0:
                print("iteration", n, "erreur", total)

    def afficher(self, exemples):
        for entrees, attendu in exemples:
            print(entrees, [round(s, 3) for s in self.calculer(entrees)], attendu)


random.seed(12)
# ou exclusif, avec -1 et 1
exemples = [([-1, -1], [-1]), ([-1, 1], [1]), ([1, -1], [1]), ([1, 1], [-1])]
reseau = ReseauDeNeurones(2, 6, 1)
reseau.apprendre(exemples, 3000, 0.05)
reseau.afficher(exemples)
