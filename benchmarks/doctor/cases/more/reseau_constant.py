# Réseau de neurones à trois couches, d'après le chapitre sur la rétropropagation
import math
import random

import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
donnees = (iris.data - iris.data.min(axis=0)) / (iris.data.max(axis=0) - iris.data.min(axis=0))
cibles = [[1 if c == k else 0 for k in range(3)] for c in iris.target]

NB_ENTREES, NB_CACHES, NB_SORTIES = 4, 5, 3

# poids synaptiques (le dernier de chaque ligne est le biais)
Wh = [[0.5 for _ in range(NB_ENTREES + 1)] for _ in range(NB_CACHES)]
Wo = [[0.5 for _ in range(NB_CACHES + 1)] for _ in range(NB_SORTIES)]

# taux d'apprentissage
alpha = 0.5


def sigmoide(x):
    return 1 / (1 + math.exp(-x))


def propager(entree):
    cachees = []
    for poids in Wh:
        somme = poids[-1]
        for w, e in zip(poids, entree):
            somme += w * e
        cachees.append(sigmoide(somme))
    sorties = []
    for poids in Wo:
        somme = poids[-1]
        for w, h in zip(poids, cachees):
            somme += w * h
        sorties.append(sigmoide(somme))
    return cachees, sorties


def apprendre(entree, cible):
    cachees, sorties = propager(entree)
    delta_o = [(cible[k] - sorties[k]) * sorties[k] * (1 - sorties[k]) for k in range(NB_SORTIES)]
    delta_h = []
    for j in range(NB_CACHES):
        erreur = sum(delta_o[k] * Wo[k][j] for k in range(NB_SORTIES))
        delta_h.append(erreur * cachees[j] * (1 - cachees[j]))

    for k in range(NB_SORTIES):
        for j in range(NB_CACHES):
            Wo[k][j] += alpha * delta_o[k] * cachees[j]
        Wo[k][-1] += alpha * delta_o[k]
    for j in range(NB_CACHES):
        for i in range(NB_ENTREES):
            Wh[j][i] += alpha * delta_h[j] * entree[i]
        Wh[j][-1] += alpha * delta_h[j]
    return sum((cible[k] - sorties[k]) ** 2 for k in range(NB_SORTIES)) / 2


ordre = list(range(len(donnees)))
for epoque in range(120):
    random.shuffle(ordre)
    erreur_totale = 0
    for n in ordre:
        erreur_totale += apprendre(donnees[n], cibles[n])
    if epoque % 10 == 0:
        print("époque", epoque, "erreur", round(erreur_totale / len(ordre), 4))

justes = sum(int(np.argmax(propager(x)[1]) == c) for x, c in zip(donnees, iris.target))
print("reconnues :", justes, "sur", len(donnees))
