import numpy as np
from sklearn.datasets import load_wine

# Kleines Framework nach dem Kurs: Schichten als Objekte, Adam als eigener Optimierer
rng = np.random.default_rng(12)


class Dicht:
    def __init__(self, ein, aus):
        self.w = rng.normal(0, np.sqrt(2 / ein), (ein, aus))
        self.b = np.zeros(aus)

    def vor(self, x):
        self.x = x
        return x @ self.w + self.b

    def zurueck(self, d):
        self.dw = self.x.T @ d
        self.db = d.sum(axis=0)
        return d @ self.w.T


class Relu:
    def vor(self, x):
        self.maske = x > 0
        return x * self.maske

    def zurueck(self, d):
        return d * self.maske


class SoftmaxKreuzentropie:
    def vor(self, z, y):
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        self.p = e / e.sum(axis=1, keepdims=True)
        self.y = y
        return -np.mean(np.log(self.p[np.arange(len(y)), y] + 1e-12))

    def zurueck(self):
        d = self.p.copy()
        d[np.arange(len(self.y)), self.y] -= 1
        return d / len(self.y)


class Adam:
    def __init__(self, schichten, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.schichten = [s for s in schichten if hasattr(s, 'w')]
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t = 0
        self.m = [[np.zeros_like(s.w), np.zeros_like(s.b)] for s in self.schichten]
        self.v = [[np.zeros_like(s.w), np.zeros_like(s.b)] for s in self.schichten]

    def schritt(self):
        self.t += 1
        for k, s in enumerate(self.schichten):
            for j, (p, g) in enumerate(((s.w, s.dw), (s.b, s.db))):
                self.m[k][j] = self.beta1 * self.m[k][j] + (1 - self.beta1) * g
                self.v[k][j] = self.beta2 * self.v[k][j] + (1 - self.beta2) * g ** 2
                m_dach = self.m[k][j] / (1 - self.beta1 ** self.t)
                v_dach = self.v[k][j] / (1 - self.beta2 ** self.t)
                p -= self.lr * m_dach / (np.sqrt(v_dach) + self.eps)


wein = load_wine()
reihe = rng.permutation(len(wein.target))
X, y = wein.data[reihe], wein.target[reihe]
X = (X - X[:130].mean(axis=0)) / X[:130].std(axis=0)
X_lern, y_lern, X_test, y_test = X[:130], y[:130], X[130:], y[130:]

netz = [Dicht(13, 16), Relu(), Dicht(16, 3)]
verlust = SoftmaxKreuzentropie()
opt = Adam(netz, lr=0.01)


def ausgabe(x):
    for s in netz:
        x = s.vor(x)
    return x


for epoche in range(60):
    misch = rng.permutation(len(y_lern))
    summe = 0
    for a in range(0, len(misch), 16):
        i = misch[a:a + 16]
        summe += verlust.vor(ausgabe(X_lern[i]), y_lern[i]) * len(i)
        d = verlust.zurueck()
        for s in reversed(netz):
            d = s.zurueck(d)
        opt.schritt()
    if epoche % 10 == 0:
        print(f'Epoche {epoche:3d}  Verlust {summe / len(misch):.4f}')

richtig = np.mean(ausgabe(X_test).argmax(axis=1) == y_test)
print('richtig im Test:', richtig)
