# Red pequeña entrenada SIN derivadas: estrategia evolutiva con muestreo en espejo
import numpy as np
from sklearn.datasets import make_moons

azar = np.random.RandomState(7)
X, clase = make_moons(n_samples=240, noise=0.12, random_state=1)
X = X - X.mean(axis=0)

FORMAS = [(2, 8), (8,), (8, 1), (1,)]
TAM = [int(np.prod(f)) for f in FORMAS]
CORTES = np.cumsum(TAM)[:-1]


def desplegar(vector):
    return [trozo.reshape(f) for trozo, f in zip(np.split(vector, CORTES), FORMAS)]


def red(vector, X):
    W1, b1, W2, b2 = desplegar(vector)
    oculta = np.tanh(X @ W1 + b1)
    return (oculta @ W2 + b2)[:, 0]


def aptitud(vector):
    s = red(vector, X)
    # log-verosimilitud media, menos un castigo pequeño a los pesos
    return -np.mean(np.logaddexp(0, s) - clase * s) - 1e-4 * vector @ vector


def rangos(valores):
    r = np.empty(len(valores))
    r[np.argsort(valores)] = np.linspace(-0.5, 0.5, len(valores))
    return r


poblacion = 20          # pares
sigma = 0.15
paso = 0.4
media = 0.5 * azar.randn(sum(TAM))
velocidad = np.zeros_like(media)
mejor, mejor_aptitud = media.copy(), aptitud(media)

for generacion in range(180):
    ruido = azar.randn(poblacion, media.size)
    puntos = np.concatenate([[aptitud(media + sigma * e) for e in ruido],
                             [aptitud(media - sigma * e) for e in ruido]])
    r = rangos(puntos)
    direccion = (r[:poblacion] - r[poblacion:]) @ ruido / (2 * poblacion * sigma)
    velocidad = 0.8 * velocidad + 0.2 * direccion
    media = media + paso * velocidad
    actual = aptitud(media)
    if actual > mejor_aptitud:
        mejor, mejor_aptitud = media.copy(), actual
    if (generacion + 1) % 30 == 0:
        acierto = np.mean((red(media, X) > 0) == clase)
        print(f'generacion {generacion + 1:3d}  aptitud {actual:.4f}  mejor {mejor_aptitud:.4f}  acierto {acierto:.3f}')

print('acierto del mejor:', np.mean((red(mejor, X) > 0) == (clase == 1)))
