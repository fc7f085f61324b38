import numpy as np

# Aktivierungsfunktion und ihre erste Ableitung
def tanh(x):
    return np.tanh(x)

def tanh_abl(x):
    return 1.0 - x**2


class NeuronalesNetz:
    def __init__(self, schichten, lernrate=0.1):
        # Gewichte zufaellig festlegen, die erste Zeile gehoert zum Bias
        self.gewichte = []
        for n, m in zip(schichten[:-1], schichten[1:]):
            self.gewichte.append((2*np.random.random((n+1, m))-1) * 1.5)
        self.lernrate = lernrate
        self.fehler = []

    def eins_davor(self, a):
        return np.concatenate(([1.0], a))

    def vorwaerts(self, x):
        a = [np.asarray(x, dtype=float)]   # Ausgaben der einzelnen Schichten
        self.netto = [None]                # Summen vor der Aktivierung
        for w in self.gewichte:
            self.netto.append(np.dot(self.eins_davor(a[-1]), w))
            a.append(tanh(self.netto[-1]))
        return a

    def lerne(self, x, y):
        a = self.vorwaerts(x)
        abweichung = y - a[-1]
        # Deltas von hinten nach vorne
        delta = [abweichung * tanh_abl(self.netto[-1])]
        for k in range(len(self.gewichte)-1, 0, -1):
            zurueck = np.dot(self.gewichte[k][1:], delta[0])
            delta.insert(0, zurueck * tanh_abl(self.netto[k]))
        for k in range(len(self.gewichte)):
            self.gewichte[k] += self.lernrate * np.outer(self.eins_davor(a[k]), delta[k])
        return np.sum(abweichung**2)

    def trainiere(self, X, Y, epochen=100):
        for e in range(epochen):
            summe = 0
            for i in np.random.permutation(len(X)):
                summe += self.lerne(X[i], Y[i])
            self.fehler.append(summe/len(X))
            if e % 20 == 0 or e == epochen-1:
                print("Epoche %3d  mittlere quadratische Abweichung %.5f" % (e, self.fehler[-1]))


# Temperatur ueber einen Tag, alle 20 Minuten, Zeit und Temperatur auf -1 ... 1 gebracht
np.random.seed(7)
stunden = np.arange(0, 24, 1/3)
temperatur = 12 + 7*np.sin((stunden-9)/24*2*np.pi) + 0.3*np.random.randn(len(stunden))
X = (stunden/12 - 1).reshape(-1, 1)
Y = ((temperatur-12)/10).reshape(-1, 1)

netz = NeuronalesNetz([1, 10, 1], 0.1)
netz.trainiere(X, Y, 400)

print("Stunde  gemessen  Netz")
for i in range(0, len(X), 12):
    print("%5.1f   %6.2f   %6.2f" % (stunden[i], temperatur[i], 12+10*netz.vorwaerts(X[i])[-1][0]))
