import numpy as np
from sklearn.datasets import make_circles

# Rete a due strati con arresto anticipato (pazienza) e ritorno ai parametri migliori

gen = np.random.default_rng(14)
X, y = make_circles(n_samples=400, noise=0.22, factor=0.3, random_state=9)
# qualche colonna senza informazione, come nei dati veri
X = np.hstack([X, gen.normal(size=(len(X), 3))])
y = y.reshape(-1, 1).astype(float)
X_add, y_add = X[:120], y[:120]          # addestramento
X_val, y_val = X[120:], y[120:]          # validazione


def sigmoide(z):
    return 1 / (1 + np.exp(-z))


class Rete:
    def __init__(self, d, h):
        self.p = {
            'W1': gen.normal(size=(d, h)) / np.sqrt(d),
            'b1': np.zeros(h),
            'W2': gen.normal(size=(h, 1)) / np.sqrt(h),
            'b2': np.zeros(1),
        }
        self.vel = {k: np.zeros_like(v) for k, v in self.p.items()}

    def avanti(self, X):
        self.H = np.tanh(X @ self.p['W1'] + self.p['b1'])
        return sigmoide(self.H @ self.p['W2'] + self.p['b2'])

    def perdita(self, X, y):
        q = np.clip(self.avanti(X), 1e-9, 1 - 1e-9)
        return float(-np.mean(y * np.log(q) + (1 - y) * np.log(1 - q)))

    def passo(self, X, y, tasso, inerzia=0.9):
        q = self.avanti(X)
        d2 = (q - y) / len(X)
        d1 = d2 @ self.p['W2'].T * (1 - self.H ** 2)
        gradi = {'W1': X.T @ d1, 'b1': d1.sum(0), 'W2': self.H.T @ d2, 'b2': d2.sum(0)}
        for k in self.p:
            self.vel[k] = inerzia * self.vel[k] - tasso * gradi[k]
            self.p[k] += self.vel[k]


def addestra(rete, epoche=1500, tasso=0.2, pazienza=900):
    migliore = np.inf
    parametri_migliori = None
    attesa = 0
    for e in range(epoche):
        rete.passo(X_add, y_add, tasso)
        val = rete.perdita(X_val, y_val)
        if val < migliore:
            migliore = val
            parametri_migliori = {k: v.copy() for k, v in rete.p.items()}
            attesa = 0
        else:
            attesa += 1
            if attesa >= pazienza:
                print('fermo all\'epoca', e)
                break
        if e % 100 == 0:
            print('epoca %4d  addestramento %.4f  validazione %.4f' % (e, rete.perdita(X_add, y_add), val))
    rete.p = parametri_migliori
    return migliore


rete = Rete(5, 20)
minimo = addestra(rete)
print('perdita minima vista in validazione  %.4f' % minimo)
print('perdita della rete restituita        %.4f' % rete.perdita(X_val, y_val))
