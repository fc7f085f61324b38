# XOR sans numpy : tout en listes de listes, un exemple a la fois
import math
import random

random.seed(5)

NB_ENTREES, NB_CACHES, NB_SORTIES = 2, 4, 1
alpha = 0.5      # pas
mu = 0.8         # inertie

# une ligne par neurone, la derniere case est le seuil
cachee = [[random.uniform(-1, 1) for _ in range(NB_ENTREES + 1)] for _ in range(NB_CACHES)]
sortie = [[random.uniform(-1, 1) for _ in range(NB_CACHES + 1)] for _ in range(NB_SORTIES)]
elan_c = [[0.0] * (NB_ENTREES + 1) for _ in range(NB_CACHES)]
elan_s = [[0.0] * (NB_CACHES + 1) for _ in range(NB_SORTIES)]

exemples = [([0, 0], [0.1]), ([0, 1], [0.9]), ([1, 0], [0.9]), ([1, 1], [0.1])]


def sigmoide(x):
    return 1.0 / (1.0 + math.exp(-x))


def couche(poids, entree):
    res = []
    for ligne in poids:
        s = ligne[-1]
        for w, e in zip(ligne, entree):
            s += w * e
        res.append(sigmoide(s))
    return res


def propager(entree):
    h = couche(cachee, entree)
    return h, couche(sortie, h)


def corriger(poids, elan, deltas, entree):
    for k in range(len(poids)):
        for i, e in enumerate(entree + [1.0]):
            elan[k][i] = mu * elan[k][i] + alpha * deltas[k] * e
            poids[k][i] += elan[k][i]


def apprendre(entree, cible):
    h, o = propager(entree)
    d_s = [(c - y) * y * (1 - y) for c, y in zip(cible, o)]
    d_c = []
    for j in range(NB_CACHES):
        retour = sum(d_s[k] * sortie[k][j] for k in range(NB_SORTIES))
        d_c.append(retour * h[j] * (1 - h[j]))
    corriger(sortie, elan_s, d_s, h)
    corriger(cachee, elan_c, d_c, entree)
    return sum((c - y) ** 2 for c, y in zip(cible, o)) / 2


for tour in range(4000):
    random.shuffle(exemples)
    total = 0.0
    for x, t in exemples:
        total += apprendre(x, t)
    if tour % 500 == 0:
        print("tour", tour, "erreur", round(total, 5))

for x, t in sorted(exemples):
    print(x, "attendu", t[0], "obtenu", round(propager(x)[1][0], 3))
