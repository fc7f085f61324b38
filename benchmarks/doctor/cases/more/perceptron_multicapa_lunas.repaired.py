# red neuronal de dos capas, datos en forma de lunas
import numpy as np
from sklearn.datasets import make_moons

np.random.seed(8)
entradas, clases = make_moons(300, noise=0.15, random_state=8)
salidas = clases.reshape(-1, 1)


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


def derivada(x):
    return x * (1 - x)


class RedNeuronal:
    def __init__(self, capas, tasa):
        self.tasa = tasa
        self.pesos = []
        self.sesgos = []
        for i in range(len(capas) - 1):
            self.pesos.append(2 * np.random.rand(capas[i], capas[i + 1]) - 1)
            self.sesgos.append(2 * np.random.rand(1, capas[i + 1]) - 1)

    def adelante(self, x):
        activaciones = [x]
        for p, s in zip(self.pesos, self.sesgos):
            activaciones.append(sigmoide(activaciones[-1] @ p + s))
        return activaciones

    def entrenar(self, x, y, epocas):
        for e in range(epocas):
            a = self.adelante(x)
            fallo = a[-1] - y
            deltas = [fallo * derivada(a[-1])]
            for i in range(len(self.pesos) - 1, 0, -1):
                deltas.insert(0, deltas[0] @ self.pesos[i].T * derivada(a[i]))
            for i in range(len(self.pesos)):
                self.pesos[i] -= self.tasa * a[i].T @ deltas[i] / len(x)
                self.sesgos[i] -= self.tasa * deltas[i].mean(axis=0, keepdims=True)
            if e % 500 == 0:
                print('época', e, 'error medio', np.mean(np.abs(fallo)))


red = RedNeuronal([2, 12, 1], 3.0)
red.entrenar(entradas, salidas, 4000)
final = red.adelante(entradas)[-1]
print('aciertos', np.mean((final > 0.5) == salidas))
