import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


class ReseauNeurones:
    """Réseau à une couche cachée, descente de gradient par lots."""

    def __init__(self, entree, cachee, sortie):
        self.poids1 = np.random.randn(entree, cachee) / np.sqrt(entree)
        self.biais1 = np.zeros((1, cachee))
        self.poids2 = np.random.randn(cachee, sortie) / np.sqrt(cachee)
        self.biais2 = np.zeros((1, sortie))

    def propagation(self, x):
        self.couche1 = sigmoide(np.dot(x, self.poids1) + self.biais1)
        self.sortie = sigmoide(np.dot(self.couche1, self.poids2) + self.biais2)
        return self.sortie

    def retropropagation(self, x, y, taux):
        m = len(x)
        # entropie croisée + sigmoïde
        d_sortie = (self.sortie - y) / m
        d_cachee = np.dot(d_sortie, self.poids2.T) * self.couche1 * (1 - self.couche1)
        # mise à jour des poids
        self.poids2 -= taux * np.dot(self.couche1.T, d_sortie)
        self.biais2 -= taux * d_sortie.sum(axis=0, keepdims=True)
        self.poids1 -= taux * np.dot(x.T, d_cachee)
        self.biais1 -= taux * d_cachee.sum(axis=0, keepdims=True)

    def cout(self, x, y):
        p = np.clip(self.propagation(x), 1e-9, 1 - 1e-9)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    def precision(self, x, y):
        prediction = (self.propagation(x) > 0.5).astype(int)
        return np.mean(prediction.ravel() == y)


donnees = load_breast_cancer()
X = (donnees.data - donnees.data.mean(axis=0)) / donnees.data.std(axis=0)
Y = donnees.target
X_app, X_test, y_app, y_test = train_test_split(X, Y, test_size=0.25, random_state=0)
# colonne pour le calcul du gradient
cible = y_app.reshape(-1, 1)

reseau = ReseauNeurones(30, 16, 1)
for epoque in range(301):
    for debut in range(0, len(X_app), 32):
        lot = slice(debut, debut + 32)
        reseau.propagation(X_app[lot])
        reseau.retropropagation(X_app[lot], cible[lot], 0.1)
    if epoque % 50 == 0:
        print("époque", epoque, "coût", round(reseau.cout(X_app, cible), 4),
              "précision", round(reseau.precision(X_app, y_app), 4))

print("précision sur le test :", reseau.precision(X_test, y_test))
