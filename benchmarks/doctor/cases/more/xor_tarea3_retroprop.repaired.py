# Tarea 3 - Inteligencia Artificial
# Retropropagacion para la compuerta XOR
import numpy as np

np.random.seed(7)

entradas = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
salidas = np.array([[0], [1], [1], [0]], dtype=float)

n_entrada, n_oculta, n_salida = 2, 4, 1
tasa = 0.5
epocas = 10000


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


def derivada(s):
    # derivada de la sigmoide
    return s * (1 - s)


# pesos y sesgos
w_oculta = np.random.uniform(-1, 1, (n_entrada, n_oculta))
b_oculta = np.random.uniform(-1, 1, (1, n_oculta))
w_salida = np.random.uniform(-1, 1, (n_oculta, n_salida))
b_salida = np.random.uniform(-1, 1, (1, n_salida))

errores = []
for epoca in range(epocas):
    # hacia adelante
    oculta = sigmoide(entradas.dot(w_oculta) + b_oculta)
    prediccion = sigmoide(oculta.dot(w_salida) + b_salida)

    # error
    error = salidas - prediccion
    errores.append(np.mean(error ** 2))

    # hacia atras
    delta_salida = error * derivada(prediccion)
    error_oculta = delta_salida.dot(w_salida.T)
    delta_oculta = error_oculta * derivada(oculta)

    # actualizacion
    w_salida += tasa * oculta.T.dot(delta_salida)
    b_salida += tasa * np.sum(delta_salida, axis=0, keepdims=True)
    w_oculta += tasa * entradas.T.dot(delta_oculta)
    b_oculta += tasa * np.sum(delta_oculta, axis=0, keepdims=True)

    if epoca % 2000 == 0:
        print("Epoca:", epoca, "Error:", errores[-1])

print("Error final:", errores[-1])
for x, p in zip(entradas, prediccion):
    print(x, "->", p)
