import numpy as np

# Datos
# Estos son los datos que estaremos usando para *entrenar* nuestra red
data_entrenamiento_x = np.array([
        [0, 0, 1],
        [0, 1, 1],
        [1, 0, 1],
        [1, 1, 1]
    ])
data_entrenamiento_y = np.array([
        [0],
        [1],
        [1],
        [0]
    ])

# Funcion de activacion sigmoide
def sigmoide(x):
    return 1 / (1 + np.exp(-x))

# derivada, recibe la salida de la sigmoide
def derivada_sigmoide(x):
    return 1 * (1 - x)

# numeros aleatorios deterministicos
np.random.seed(1)

# sinapsis
sinapsis0 = 2*np.random.random((3,4)) - 1
sinapsis1 = 2*np.random.random((4,1)) - 1

# cantidad de iteraciones en las que entrenara nuestra red neuronal
iteraciones = 10000

for i in range(iteraciones):
    capa_0 = data_entrenamiento_x
    capa_1 = sigmoide(np.dot(capa_0, sinapsis0))
    capa_2 = sigmoide(np.dot(capa_1, sinapsis1))

    # error = valor_real - valor_obtenido
    capa_2_error = data_entrenamiento_y - capa_2
    if i % 1000 == 0:
        print("Error: " + str(np.mean(np.abs(capa_2_error))))

    capa_2_delta = capa_2_error * derivada_sigmoide(capa_2)

    capa_1_error = capa_2_delta.dot(sinapsis1.T)
    capa_1_delta = capa_1_error * derivada_sigmoide(capa_1)

    sinapsis1 += capa_1.T.dot(capa_2_delta)
    sinapsis0 += capa_0.T.dot(capa_1_delta)

print("Salida despues del entrenamiento")
print(capa_2)
