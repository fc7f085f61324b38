# Práctica 3: red neuronal para clasificar vinos
import numpy as np
from sklearn.datasets import load_wine

np.random.seed(12)
vinos = load_wine()
entradas = (vinos.data - vinos.data.mean(axis=0)) / vinos.data.std(axis=0)
etiquetas = vinos.target
n_muestras, n_rasgos = entradas.shape
n_clases = 3
n_ocultas = 10

objetivo = np.zeros((n_muestras, n_clases))
for fila, clase in enumerate(etiquetas):
    objetivo[fila, clase] = 1


def relu(z):
    return np.maximum(0, z)


def softmax(z):
    exps = np.exp(z - np.max(z))
    return exps / np.sum(exps, axis=1, keepdims=True)


def propagacion(X):
    z1 = X.dot(pesos1) + sesgo1
    a1 = relu(z1)
    z2 = a1.dot(pesos2) + sesgo2
    return z1, a1, softmax(z2)


def precision(X, y):
    return np.mean(np.argmax(propagacion(X)[2], axis=1) == y)


pesos1 = np.random.randn(n_rasgos, n_ocultas) * np.sqrt(2 / n_rasgos)
sesgo1 = np.zeros((1, n_ocultas))
pesos2 = np.random.randn(n_ocultas, n_clases) * np.sqrt(2 / n_ocultas)
sesgo2 = np.zeros((1, n_clases))
tasa = 0.02

for epoca in range(1, 501):
    z1, a1, salida = propagacion(entradas)
    perdida = -np.sum(objetivo * np.log(salida + 1e-10)) / n_muestras

    dz2 = (salida - objetivo) / n_muestras
    dp2 = a1.T.dot(dz2)
    ds2 = np.sum(dz2, axis=0, keepdims=True)
    dz1 = dz2.dot(pesos2.T) * (z1 > 0)
    dp1 = entradas.T.dot(dz1)
    ds1 = np.sum(dz1, axis=0, keepdims=True)

    pesos2 -= tasa * dp2
    sesgo2 -= tasa * ds2
    pesos1 -= tasa * dp1
    sesgo1 -= tasa * ds1
    if epoca % 50 == 0:
        print("época", epoca, "pérdida", perdida, "precisión", precision(entradas, etiquetas))
