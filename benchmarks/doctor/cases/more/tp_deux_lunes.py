# TP 3 : perceptron multicouche, une couche cachee
# (on n'a pas le droit a sklearn donc les deux lunes sont faites a la main)
import numpy as np

np.random.seed(11)

def lunes(n, bruit=0.12):
    t = np.random.rand(n) * np.pi
    classe = np.arange(n) % 2
    x = np.where(classe == 0, np.cos(t), 1 - np.cos(t))
    z = np.where(classe == 0, np.sin(t), 0.5 - np.sin(t))
    pts = np.c_[x, z] + bruit * np.random.randn(n, 2)
    return pts + [3.0, 2.0], classe.reshape(-1, 1)

X, y = lunes(200)
Xtest, ytest = lunes(200)

def sigmoide(x):
    return 1 / (1 + np.exp(-x))

def sigmoide_derivee(x):
    return sigmoide(x) * (1 - sigmoide(x))

# architecture 2 - 10 - 1
n_cache = 10
W1 = np.random.randn(2, n_cache)
b1 = np.zeros((1, n_cache))
W2 = np.random.randn(n_cache, 1)
b2 = np.zeros((1, 1))
taux = 0.05
n_iterations = 4000

def propage(X):
    z1 = np.dot(X, W1) + b1
    a1 = sigmoide(z1)
    z2 = np.dot(a1, W2) + b2
    return z1, a1, z2, sigmoide(z2)

for i in range(n_iterations):
    # propagation avant
    z1, a1, z2, a2 = propage(X)

    # calcul de l'erreur
    erreur = y - a2
    if i % 500 == 0:
        print("iteration", i, " erreur moyenne", np.mean(np.abs(erreur)))

    # retropropagation
    d_a2 = erreur * sigmoide_derivee(z2)
    d_W2 = np.dot(a1.T, d_a2)
    d_b2 = np.sum(d_a2, axis=0, keepdims=True)
    d_a1 = np.dot(d_a2, W2.T)
    d_W1 = np.dot(X.T, d_a1)
    d_b1 = np.sum(d_a1, axis=0, keepdims=True)

    # mise a jour des poids et des biais
    W2 = W2 + taux * d_W2
    b2 = b2 + taux * d_b2
    W1 = W1 + taux * d_W1
    b2 = b2 + taux * d_b2

def taux_reussite(X, y):
    return np.mean((propage(X)[3] > 0.5) == (y == 1))

print("apprentissage :", taux_reussite(X, y), " test :", taux_reussite(Xtest, ytest))
print("poids W1 :", np.round(W1, 2))
