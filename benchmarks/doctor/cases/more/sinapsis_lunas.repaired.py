# Red neuronal sencilla de dos sinapsis, siguiendo el curso en video
import numpy as np
from sklearn.datasets import make_moons

# --- datos de entrenamiento: dos lunas, la tercera columna siempre es 1 ---
puntos, clase = make_moons(n_samples=120, noise=0.12, random_state=4)
data_entrenamiento_x = np.c_[puntos, np.ones(len(puntos))]
data_entrenamiento_y = clase.reshape(-1, 1)


def sigmoide(x):
    return 1 / (1 + np.exp(-x))


# recibe la salida de la capa, no la suma
def derivada_sigmoide(x):
    return x * (1 - x)


np.random.seed(1)

# pesos entre -1 y 1
sinapsis0 = 2 * np.random.random((3, 8)) - 1
sinapsis1 = 2 * np.random.random((9, 1)) - 1

iteraciones = 4000
velocidad = 0.3

for i in range(iteraciones):
    # propagacion hacia adelante
    capa_0 = data_entrenamiento_x
    capa_1 = sigmoide(np.dot(capa_0, sinapsis0))
    capa_1 = np.c_[capa_1, np.ones(len(capa_1))]     # sesgo para la salida
    capa_2 = sigmoide(np.dot(capa_1, sinapsis1))

    # error = valor_real - valor_obtenido
    error_capa_2 = data_entrenamiento_y - capa_2

    if (i % 1000) == 0:
        print("Error: " + str(np.mean(np.abs(error_capa_2))))

    delta_capa_2 = error_capa_2 * derivada_sigmoide(capa_2)
    error_capa_1 = delta_capa_2.dot(sinapsis1.T)
    delta_capa_1 = error_capa_1 * derivada_sigmoide(capa_1)

    # actualizamos los pesos (la ultima columna de capa_1 es el sesgo)
    sinapsis1 += velocidad * capa_1.T.dot(delta_capa_2)
    sinapsis0 += velocidad * capa_0.T.dot(delta_capa_1[:, :-1])

print("Salida despues del entrenamiento (primeras 10):")
for real, obtenido in list(zip(data_entrenamiento_y, capa_2))[:10]:
    print(real[0], round(float(obtenido[0]), 3))
