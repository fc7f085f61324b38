# Uebung 1: Perzeptron
import numpy as np

rng = np.random.RandomState(4)

# zwei Wolken, beide rechts oben
A = rng.normal([2.0, 2.0], 0.45, size=(50, 2))
B = rng.normal([4.5, 4.0], 0.45, size=(50, 2))
X = np.vstack([A, B])
y = np.array([-1] * 50 + [1] * 50)

reihenfolge = rng.permutation(100)
X, y = X[reihenfolge], y[reihenfolge]


class Perzeptron:
    def __init__(self, eta=0.1, epochen=50):
        self.eta = eta
        self.epochen = epochen

    def netto(self, X):
        return np.dot(X, self.w) + self.b

    def vorhersage(self, X):
        return np.where(self.netto(X) >= 0.0, 1, -1)

    def lernen(self, X, y):
        self.w = np.zeros(X.shape[1])
        self.b = 0.0
        self.fehler = []
        for _ in range(self.epochen):
            n = 0
            for xi, ziel in zip(X, y):
                delta = self.eta * (ziel - self.vorhersage(xi))
                self.w += delta * xi
                self.b += delta
                n += int(delta != 0.0)
            self.fehler.append(n)
        return self


p = Perzeptron()
p.lernen(X, y)
print('Fehler je Epoche:', p.fehler)
print('w =', p.w, ' b =', p.b)
print('richtig:', np.sum(p.vorhersage(X) == y), 'von', len(y))

# neuer Punkt
neu = np.array([[1.5, 2.5], [5.0, 4.2]])
print('neue Punkte:', p.vorhersage(neu))
