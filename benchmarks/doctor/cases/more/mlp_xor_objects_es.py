# Red neuronal con objetos, tarea de la universidad
import numpy as np

np.random.seed(8)


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


def derivada_sigmoide(x):
    return 1 * (1 - x)


class Capa:
    def __init__(self, entradas, neuronas):
        self.pesos = np.zeros((entradas, neuronas)) + 0.5
        self.sesgo = np.zeros((1, neuronas))

    def activar(self, x):
        self.entrada = x
        self.salida = sigmoide(x @ self.pesos + self.sesgo)
        return self.salida

    def propagar_error(self, error, alfa):
        delta = error * derivada_sigmoide(self.salida)
        anterior = delta @ self.pesos.T
        self.pesos += alfa * self.entrada.T @ delta
        self.sesgo += alfa * delta.sum(axis=0, keepdims=True)
        return anterior


class Red:
    def __init__(self, *tam):
        self.capas = [Capa(a, b) for a, b in zip(tam, tam[1:])]

    def predecir(self, x):
        for c in self.capas:
            x = c.activar(x)
        return x

    def entrenar(self, X, Y, iteraciones, alfa):
        for i in range(iteraciones):
            error = Y - self.predecir(X)
            if i % 1000 == 0:
                print("iteracion", i, "error medio", np.abs(error).mean())
            for c in reversed(self.capas):
                error = c.propagar_error(error, alfa)


X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0], [1], [1], [0]])
red = Red(2, 8, 1)
red.entrenar(X, Y, 8000, 0.5)
print(np.round(red.predecir(X), 3))
