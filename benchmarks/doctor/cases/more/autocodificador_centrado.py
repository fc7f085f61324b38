import numpy as np
from sklearn.datasets import load_digits

# Autocodificador 64 -> 20 -> 64 con pesos compartidos (W y su traspuesta).
# Los datos van centrados, por eso no hay sesgos.

rng = np.random.default_rng(31)
datos = load_digits().data / 16
rng.shuffle(datos)
media = datos[:1500].mean(axis=0)
X = (datos - media).T                 # columnas = imagenes
X_ent, X_pru = X[:, :1500], X[:, 1500:]

n_codigo = 20
W = rng.normal(0, 0.1, (n_codigo, 64))
V = np.zeros_like(W)                  # velocidad de Nesterov
eta, mu = 0.05, 0.9


def codificar(W, X):
    return np.tanh(W @ X)


def decodificar(W, H):
    return W.T @ H


def perdida(W, X):
    R = decodificar(W, codificar(W, X)) - X
    return 0.5 * (R ** 2).sum() / X.shape[1]


def gradiente(W, X):
    m = X.shape[1]
    H = codificar(W, X)
    R = (decodificar(W, H) - X) / m
    # W aparece dos veces: como decodificador (H R') y como codificador
    G_dec = H @ R.T
    G_cod = (W @ R * (1 - H * H)) @ X.T
    return G_dec + G_cod


def explicada(W, X):
    R = decodificar(W, codificar(W, X)) - X
    return 1 - (R ** 2).sum() / (X ** 2).sum()


for epoca in range(40):
    columnas = rng.permutation(1500)
    for k in range(0, 1500, 50):
        lote = X_ent[:, columnas[k:k + 50]]
        G = gradiente(W + mu * V, lote)       # gradiente en el punto adelantado
        V *= mu
        V -= eta * G
        W += V
    if epoca % 5 == 4:
        print('epoca %2d  perdida %.4f  varianza explicada (prueba) %.4f' % (epoca + 1, perdida(W, X_ent), explicada(W, X_pru)))

# comparacion con los 20 primeros componentes principales
U, s, _ = np.linalg.svd(X_ent, full_matrices=False)
B = U[:, :n_codigo]
print('PCA con el mismo numero de componentes:', round(1 - ((B @ (B.T @ X_pru) - X_pru) ** 2).sum() / (X_pru ** 2).sum(), 4))
print('autocodificador                       :', round(explicada(W, X_pru), 4))
