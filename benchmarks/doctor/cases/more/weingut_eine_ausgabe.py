import numpy as np
from sklearn.datasets import load_wine

# Neuronales Netz von Hand: aus 13 Messwerten die Nummer des Weinguts (0, 1, 2) lernen


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Schicht:
    def __init__(self, n_ein, n_aus):
        self.w = np.random.normal(0, 1 / np.sqrt(n_ein), (n_ein, n_aus))
        self.b = np.zeros(n_aus)

    def vor(self, x):
        self.x = x
        return x @ self.w + self.b

    def zurueck(self, delta, rate):
        weiter = delta @ self.w.T
        self.w -= rate * self.x.T @ delta / len(delta)
        self.b -= rate * delta.mean(axis=0)
        return weiter


class Netz:
    def __init__(self, n_ein, n_versteckt):
        self.erste = Schicht(n_ein, n_versteckt)
        self.zweite = Schicht(n_versteckt, 1)

    def vorhersage(self, x):
        self.h = np.tanh(self.erste.vor(x))
        self.o = sigmoid(self.zweite.vor(self.h))
        return self.o

    def lerne(self, x, ziel, rate):
        fehler = self.vorhersage(x) - ziel
        delta = fehler * self.o * (1 - self.o)
        weiter = self.zweite.zurueck(delta, rate)
        self.erste.zurueck(weiter * (1 - self.h ** 2), rate)
        return float(np.mean(fehler ** 2))


np.random.seed(21)
wein = load_wine()
X = (wein.data - wein.data.mean(axis=0)) / wein.data.std(axis=0)
y = wein.target.reshape(-1, 1).astype(float)

netz = Netz(13, 8)
stapel = 1
for epoche in range(6):
    verlust = []
    reihenfolge = np.arange(len(X))
    for i in range(0, len(X), stapel):
        teil = reihenfolge[i:i + stapel]
        verlust.append(netz.lerne(X[teil], y[teil], 0.15))
    if epoche % 1 == 0:
        print("Epoche", epoche, "erster Stapel %.4f  letzter Stapel %.4f" % (verlust[0], verlust[-1]))

tipp = np.clip(np.round(netz.vorhersage(X)), 0, 2)
print("Tipps je Weingut:", [int(np.sum(tipp == k)) for k in range(3)])
print("richtig:", np.mean(tipp == y))
