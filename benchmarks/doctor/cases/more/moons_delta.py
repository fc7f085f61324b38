import numpy as np
from sklearn.datasets import make_moons


class Red:
    def __init__(self, entradas, ocultas, eta=0.05):
        self.eta = eta
        self.w1 = np.random.randn(entradas, ocultas) * 0.7
        self.b1 = np.zeros((1, ocultas))
        self.w2 = np.random.randn(ocultas, 1) * 0.7
        self.b2 = np.zeros((1, 1))

    def calcular(self, x):
        self.x = x
        self.h = np.tanh(x @ self.w1 + self.b1)
        self.s = 1 / (1 + np.exp(-(self.h @ self.w2 + self.b2)))
        return self.s

    def ajustar(self, t):
        delta2 = self.s - t
        delta1 = delta2 @ self.w2.T * (1 - self.h ** 2)
        self.w2 = self.w2 - self.eta * self.h.T @ delta2
        self.b2 = self.b2 - self.eta * delta2
        self.w1 = self.w1 - self.eta * self.x.T @ delta1
        self.b1 = self.b1 - self.eta * delta1


x, t = make_moons(200, noise=0.35)
t = t.reshape(-1, 1)
red = Red(2, 4, eta=0.005)

for vuelta in range(2000):
    s = red.calcular(x)
    error = -np.mean(t * np.log(s + 1e-9) + (1 - t) * np.log(1 - s + 1e-9))
    red.ajustar(t)
    if vuelta % 200 == 0:
        print("vuelta", vuelta, "error", error, "aciertos", np.mean((s > 0.5) == t))

x_nuevo, t_nuevo = make_moons(200, noise=0.35)
print("aciertos con puntos nuevos", np.mean((red.calcular(x_nuevo) > 0.5) == t_nuevo.reshape(-1, 1)))
