from math import exp
import numpy as np
#import matplotlib.pyplot as plt


class Red_neuronal:
    """red con las capas que uno quiera. Cada fila de x es un ejemplo"""

    def __init__(self, x, y, f_activacion, df_activacion, capas_ocultas=[], tasa=1., semilla=False):
        if semilla:
            np.random.seed(semilla)
        self.tasa = tasa
        self.a = f_activacion
        self.da = df_activacion
        self.entrada = x      # datos
        self.y = y            # resultado esperado
        self.tam = [self.entrada.shape[1]] + capas_ocultas + [self.y.shape[1]]
        self.n = len(self.tam) - 1
        self.w = [np.random.randn(self.tam[i], self.tam[i + 1]) for i in range(self.n)]
        self.b = [np.zeros(self.tam[i + 1]) for i in range(self.n)]
        self.salida = np.zeros(self.y.shape)

    def calcular(self, x):
        self.capa = [x]
        for i in range(self.n):
            self.capa.append(self.a(np.dot(self.capa[-1], self.w[i]) + self.b[i]))
        self.salida = self.capa[-1]
        return self.salida

    def retropropagar(self):
        # derivada del costo en la ultima capa (promedio de los ejemplos)
        d = (self.salida - self.y) * self.da(self.salida) / len(self.y)
        for i in reversed(range(self.n)):
            dw = np.dot(self.capa[i].T, d)
            db = np.sum(d, 0)
            if i > 0:
                d = np.dot(d, self.w[i].T) * self.da(self.capa[i])
            self.w[i] -= self.tasa * dw
            self.b[i] -= self.tasa * db

    def entrenar(self, veces):
        for v in range(veces):
            self.calcular(self.entrada)
            self.retropropagar()
            if v % (veces // 8) == 0:
                print("iteracion", v, "costo", np.mean((self.salida - self.y) ** 2))


def sigmoide(z):
    return 1 / (1 + np.exp(-z))

def d_sigmoide(s):
    return s * (1 - s)


# dos clases de puntos: dentro y fuera de una franja inclinada
np.random.seed(12)
puntos = np.random.uniform(-2, 2, (160, 2))
clase = (np.abs(puntos[:, 0] + puntos[:, 1]) < 1).astype(float).reshape(-1, 1)

red = Red_neuronal(puntos, clase, sigmoide, d_sigmoide, [6], tasa=4.)
red.entrenar(4000)

aciertos = np.mean((red.calcular(puntos) > 0.5) == (clase > 0.5))
print("aciertos:", aciertos, " siempre la clase mayor:", max(clase.mean(), 1 - clase.mean()))
print(np.hstack([red.calcular(puntos)[:6], clase[:6]]))
