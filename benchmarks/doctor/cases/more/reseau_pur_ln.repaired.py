# Reseau a 3 couches, sans aucune bibliotheque : meme exp et ln sont ecrits a la main
import random

random.seed(21)


def exp(x):
    # reduction puis serie de Taylor
    k = 0
    while abs(x) > 0.5:
        x = x / 2
        k += 1
    total, terme = 1.0, 1.0
    for n in range(1, 14):
        terme = terme * x / n
        total += terme
    for _ in range(k):
        total = total * total
    return total


def ln(x):
    # serie autour de 1
    u = x - 1
    total, puissance = 0.0, 1.0
    for n in range(1, 60):
        puissance = puissance * u
        total += puissance / n if n % 2 else -puissance / n
    return total


def softmax(v):
    haut = max(v)
    e = [exp(a - haut) for a in v]
    s = sum(e)
    return [a / s for a in e]


def relu(v):
    return [a if a > 0 else 0.0 for a in v]


def matvec(M, v):
    return [sum(a * b for a, b in zip(ligne, v)) for ligne in M]


# trois nuages de points dans le plan
centres = [(-1.2, -0.6), (1.1, -0.8), (0.0, 1.2)]
donnees = []
for classe, (cx, cy) in enumerate(centres):
    for _ in range(60):
        donnees.append(([random.gauss(cx, 0.45), random.gauss(cy, 0.45)], classe))
random.shuffle(donnees)
entrainement, essai = donnees[:130], donnees[130:]

NH = 8
W1 = [[random.gauss(0, 0.7) for _ in range(2)] for _ in range(NH)]
b1 = [0.0] * NH
W2 = [[random.gauss(0, 0.5) for _ in range(NH)] for _ in range(3)]
b2 = [0.0] * 3
pas = 0.05


def avant(x):
    z1 = [a + b for a, b in zip(matvec(W1, x), b1)]
    a1 = relu(z1)
    p = softmax([a + b for a, b in zip(matvec(W2, a1), b2)])
    return z1, a1, p


for epoque in range(40):
    perte = 0.0
    for x, classe in entrainement:
        z1, a1, p = avant(x)
        perte -= ln(p[classe])
        dz2 = [p[k] - (1 if k == classe else 0) for k in range(3)]
        dz1 = [sum(W2[k][j] * dz2[k] for k in range(3)) * (1 if z1[j] > 0 else 0) for j in range(NH)]
        for k in range(3):
            for j in range(NH):
                W2[k][j] -= pas * dz2[k] * a1[j]
            b2[k] -= pas * dz2[k]
        for j in range(NH):
            for i in range(2):
                W1[j][i] -= pas * dz1[j] * x[i]
            b1[j] -= pas * dz1[j]
    if epoque % 5 == 0:
        print("epoque", epoque, "perte", perte / len(entrainement))

bons = 0
for x, classe in essai:
    p = avant(x)[2]
    if p.index(max(p)) == classe:
        bons += 1
print("precision sur l'essai :", bons / len(essai))
