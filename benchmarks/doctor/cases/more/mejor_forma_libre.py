import numpy as np


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


def dsigmoide(s):
    # s ya es la salida de la sigmoide
    return s * (1 - s)


class Red:
    def __init__(self, x, y, f_activacion, df_activacion, capas_ocultas=[], tasa=1.0, semilla=None):
        if semilla is not None:
            np.random.seed(semilla)
        self.tasa = tasa
        self.a = f_activacion
        self.da = df_activacion
        self.entrada = x
        self.y = y
        self.n_capas = 2 + len(capas_ocultas)
        self.tam = [x.shape[1]] + capas_ocultas + [y.shape[1]]
        self.w = [np.random.uniform(-1, 1, (self.tam[i] + 1, self.tam[i + 1])) for i in range(self.n_capas - 1)]

    def calcular(self, x):
        self.capa = [np.c_[x, np.ones(len(x))]]
        for i in range(self.n_capas - 2):
            s = self.a(np.dot(self.capa[-1], self.w[i]))
            self.capa.append(np.c_[s, np.ones(len(s))])
        self.salida = self.a(np.dot(self.capa[-1], self.w[-1]))
        return self.salida

    def retroceso(self):
        error = np.mean((self.salida - self.y) * self.da(self.salida), axis=0, keepdims=True)
        cambios = []
        for i in range(self.n_capas - 2, -1, -1):
            cambios.append(np.dot(np.mean(self.capa[i], axis=0, keepdims=True).T, error))
            if i > 0:
                error = np.dot(error, self.w[i][:-1].T) * self.da(np.mean(self.capa[i][:, :-1], axis=0, keepdims=True))
        for i, c in enumerate(reversed(cambios)):
            self.w[i] += self.tasa * c

    def entrenar(self, veces):
        for k in range(veces):
            self.calcular(self.entrada)
            self.retroceso()
            if k % (veces // 10) == 0:
                print("vuelta", k, "coste", np.mean((self.salida - self.y) ** 2))


# puntos dentro o fuera de un anillo, y arriba o abajo
x = np.random.uniform(-1, 1, (300, 2))
radio = np.sqrt((x ** 2).sum(axis=1))
y = np.c_[(radio > 0.4) & (radio < 0.9), x[:, 1] > 0].astype(float)

red = Red(x, y, sigmoide, dsigmoide, [12, 8], tasa=4.0)
red.entrenar(2500)
aciertos = np.mean((red.calcular(x) > 0.5) == (y > 0.5))
print("aciertos:", aciertos)
