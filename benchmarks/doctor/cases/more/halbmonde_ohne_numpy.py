# Netz ganz ohne numpy: nur Listen, eine Zeile nach der anderen (Hausaufgabe)
import math
import random
from sklearn.datasets import make_moons

random.seed(4)

punkte, klassen = make_moons(n_samples=200, noise=0.12, random_state=17)
daten = [(list(map(float, p)), float(k)) for p, k in zip(punkte, klassen)]


def sig(x):
    return 1.0 / (1.0 + math.exp(-x))


class Neuron:
    def __init__(self, anzahl):
        self.w = [random.uniform(-1, 1) for _ in range(anzahl)]
        self.b = random.uniform(-1, 1)

    def summe(self, ein):
        return sum(w * e for w, e in zip(self.w, ein)) + self.b

    def aendern(self, delta, ein, rate):
        for i in range(len(self.w)):
            self.w[i] -= rate * delta * ein[i]
        self.b -= rate * delta


class Netz:
    def __init__(self, ein, versteckt):
        self.versteckt = [Neuron(ein) for _ in range(versteckt)]
        self.ausgang = Neuron(versteckt)

    def vorwaerts(self, x):
        self.h = [math.tanh(n.summe(x)) for n in self.versteckt]
        return sig(self.ausgang.summe(self.h))

    def lernen(self, x, ziel, rate):
        aus = self.vorwaerts(x)
        delta_aus = aus - ziel
        delta_h = [delta_aus * self.ausgang.w[j] * (1 - self.h[j] ** 2) for j in range(len(self.h))]
        self.ausgang.aendern(delta_aus, self.h, rate)
        for neuron, d in zip(self.versteckt, delta_h):
            neuron.aendern(d, x, rate)

    def verlust(self, daten):
        summe = 0.0
        for x, ziel in daten:
            p = min(max(self.vorwaerts(x), 1e-12), 1 - 1e-12)
            summe -= ziel * math.log(p) + (1 - ziel) * math.log(1 - p)
        return summe / len(daten)

    def richtig(self, daten):
        return sum((self.vorwaerts(x) > 0.5) == (ziel == 1.0) for x, ziel in daten) / len(daten)


netz = Netz(2, 6)
RATE = 0.03
MAX_EPOCHEN = 250
GENAUIGKEIT = 1e-2

alt = netz.verlust(daten)
for epoche in range(MAX_EPOCHEN):
    random.shuffle(daten)
    for x, ziel in daten:
        netz.lernen(x, ziel, RATE)
    neu = netz.verlust(daten)
    if epoche % 10 == 0:
        print("Epoche", epoche, "Verlust", round(neu, 4), "richtig", netz.richtig(daten))
    # aufhoeren, wenn sich nichts mehr tut
    if abs(alt - neu) < GENAUIGKEIT:
        print("konvergiert nach", epoche + 1, "Epochen")
        break
    alt = neu

print("Verlust", round(netz.verlust(daten), 4), "richtig", netz.richtig(daten))
