# Analyse de sentiment "from scratch", sans numpy : des listes et rien d'autre
# (petit projet du cours, on recrit le perceptron multicouche a la main)
import math
import random

random.seed(3)

sujets = ["film", "livre", "acteur", "final", "decor"]
bons = ["bon", "beau", "drole", "superbe"]
mauvais = ["mauvais", "nul", "laid", "triste"]

phrases = []
for s in sujets:
    for a in bons + mauvais:
        positif = 1 if a in bons else 0
        phrases.append((["le", s, "est", a], positif))
        phrases.append((["le", s, "est", "pas", a], 1 - positif))
random.shuffle(phrases)

mots = sorted({m for p, _ in phrases for m in p})
indice = {m: k for k, m in enumerate(mots)}


def vecteur(phrase):
    v = [0.0] * len(mots)
    for m in phrase:
        v[indice[m]] = 1.0
    return v


def sigmoide(x):
    return 1 / (1 + math.exp(-x))


N_CACHE = 4
TAUX = 0.001

# poids : la derniere case de chaque ligne est le biais
poids_cache = [[0.0 for _ in range(len(mots) + 1)] for _ in range(N_CACHE)]
poids_sortie = [0.0 for _ in range(N_CACHE + 1)]


def propager(v):
    cache = []
    for ligne in poids_cache:
        somme = ligne[-1]
        for k in range(len(v)):
            somme += ligne[k] * v[k]
        cache.append(sigmoide(somme))
    somme = poids_sortie[-1]
    for k in range(N_CACHE):
        somme += poids_sortie[k] * cache[k]
    return cache, sigmoide(somme)


def retropropager(v, cible):
    cache, sortie = propager(v)
    delta_s = sortie - cible          # entropie croisee
    deltas = [delta_s * poids_sortie[k] * cache[k] * (1 - cache[k]) for k in range(N_CACHE)]
    for k in range(N_CACHE):
        poids_sortie[k] -= TAUX * delta_s * cache[k]
    poids_sortie[-1] -= TAUX * delta_s
    for k in range(N_CACHE):
        for i in range(len(v)):
            poids_cache[k][i] -= TAUX * deltas[k] * v[i]
        poids_cache[k][-1] -= TAUX * deltas[k]
    return -math.log(sortie if cible == 1 else 1 - sortie)


donnees = [(vecteur(p), c) for p, c in phrases]
for epoque in range(150):
    random.shuffle(donnees)
    perte = sum(retropropager(v, c) for v, c in donnees) / len(donnees)
    if epoque % 15 == 0:
        justes = sum((propager(v)[1] > 0.5) == (c == 1) for v, c in donnees)
        print("epoque", epoque, "perte %.4f" % perte, "justes", justes, "sur", len(donnees))

for p, c in phrases[:6]:
    print(" ".join(p), "->", round(propager(vecteur(p))[1], 3), "attendu", c)
