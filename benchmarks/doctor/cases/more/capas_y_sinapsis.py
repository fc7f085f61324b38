import numpy as np
from sklearn.datasets import make_circles

# Red neuronal de dos capas, sin sesgos: la tercera columna de la entrada es siempre 1
np.random.seed(1)

puntos, grupo = make_circles(n_samples=200, noise=0.08, factor=0.45, random_state=1)
data_entrenamiento_x = np.hstack([puntos, np.ones((200, 1))])
data_entrenamiento_y = grupo.reshape(-1, 1)


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


def derivada_sigmoide(x):
    return 1 * (1 - x)


# sinapsis
# np.random.random da valores de 0 a 1, por eso multiplicamos por 2 y restamos 1
sinapsis0 = 2 * np.random.random((3, 10)) - 1
sinapsis1 = 2 * np.random.random((10, 1)) - 1

iteraciones = 3000
tasa = 0.05

for i in range(iteraciones):
    # la capa_0 son los datos con los que alimentamos a la red
    capa_0 = data_entrenamiento_x
    capa_1 = sigmoide(np.dot(capa_0, sinapsis0))
    capa_2 = sigmoide(np.dot(capa_1, sinapsis1))

    # error = valor real - valor obtenido
    capa_2_error = data_entrenamiento_y - capa_2
    if i % 500 == 0:
        print("Error:", np.mean(np.abs(capa_2_error)))

    capa_2_delta = capa_2_error * derivada_sigmoide(capa_2)
    capa_1_error = capa_2_delta.dot(sinapsis1.T)
    capa_1_delta = capa_1_error * derivada_sigmoide(capa_1)

    sinapsis1 += tasa * capa_1.T.dot(capa_2_delta)
    sinapsis0 += tasa * capa_0.T.dot(capa_1_delta)

print("Salida después del entrenamiento")
print(capa_2[:5].round(3), data_entrenamiento_y[:5])
aciertos = (capa_2 > 0.5) == (data_entrenamiento_y == 1)
print("aciertos", aciertos.mean())
