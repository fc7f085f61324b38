import numpy as np
import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

# Rete a due strati nascosti, minibatch e momento, per le cifre 8x8


def minibatch(X, Y, dimensione):
    """restituisce i blocchi in ordine casuale"""
    X = np.random.permutation(X)
    Y = np.random.permutation(Y)
    for inizio in range(0, len(X), dimensione):
        yield X[inizio:inizio + dimensione], Y[inizio:inizio + dimensione]


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def perdita_e_delta(uscita, Y):
    # entropia incrociata e la sua derivata
    p = softmax(uscita)
    n = len(Y)
    perdita = -np.sum(Y * np.log(p + 1e-12)) / n
    return perdita, (p - Y) / n


class Rete:
    def __init__(self, strati):
        self.W = [np.random.randn(a, b) * np.sqrt(2.0 / a) for a, b in zip(strati[:-1], strati[1:])]
        self.b = [np.zeros((1, b)) for b in strati[1:]]
        self.vW = [np.zeros_like(w) for w in self.W]
        self.vb = [np.zeros_like(b) for b in self.b]

    def avanti(self, X):
        self.a = [X]
        for k in range(len(self.W)):
            z = self.a[-1] @ self.W[k] + self.b[k]
            if k < len(self.W) - 1:
                self.a.append(np.maximum(z, 0))
            else:
                self.a.append(softmax(z))
        return self.a[-1]

    def indietro(self, delta):
        dW, db = [], []
        for k in range(len(self.W) - 1, -1, -1):
            dW.insert(0, self.a[k].T @ delta)
            db.insert(0, delta.sum(axis=0, keepdims=True))
            if k > 0:
                delta = (delta @ self.W[k].T) * (self.a[k] > 0)
        return dW, db

    def aggiorna(self, dW, db, passo, mu):
        for k in range(len(self.W)):
            self.vW[k] = mu * self.vW[k] - passo * dW[k]
            self.vb[k] = mu * self.vb[k] - passo * db[k]
            self.W[k] += self.vW[k]
            self.b[k] += self.vb[k]

    def addestra(self, X, Y, epoche, dimensione=32, passo=0.05, mu=0.9):
        storia = []
        for ep in range(epoche):
            somma = 0
            for xb, yb in minibatch(X, Y, dimensione):
                perdita, delta = perdita_e_delta(self.avanti(xb), yb)
                somma += perdita * len(xb)
                dW, db = self.indietro(delta)
                self.aggiorna(dW, db, passo, mu)
            storia.append(somma / len(X))
            if ep % 5 == 0:
                print(f"epoca {ep:2d}  perdita {storia[-1]:.4f}")
        return storia


np.random.seed(17)
cifre = load_digits()
X = cifre.data / 16
Y = np.eye(10)[cifre.target]
X_tr, X_te, Y_tr, Y_te = train_test_split(X, Y, test_size=0.2, random_state=1)

rete = Rete([64, 48, 24, 10])
storia = rete.addestra(X_tr, Y_tr, 25)
plt.plot(storia)
plt.xlabel("epoca")
plt.close()

print("accuratezza sul test:", np.mean(rete.avanti(X_te).argmax(axis=1) == Y_te.argmax(axis=1)))
