import math
import numpy as np
from sklearn.datasets import load_breast_cancer

# Red de dos capas con mini-lotes y momento (curso 2, semana 2), columnas = ejemplos


def minilotes_aleatorios(X, Y, tam=64, semilla=0):
    np.random.seed(semilla)
    m = X.shape[1]
    lotes = []
    # paso 1: barajar
    X_barajado = X[:, np.random.permutation(m)]
    Y_barajado = Y[:, np.random.permutation(m)].reshape((1, m))
    # paso 2: cortar
    completos = math.floor(m / tam)
    for k in range(completos):
        lotes.append((X_barajado[:, k * tam:(k + 1) * tam], Y_barajado[:, k * tam:(k + 1) * tam]))
    if m % tam != 0:
        lotes.append((X_barajado[:, completos * tam:], Y_barajado[:, completos * tam:]))
    return lotes


def iniciar(nx, nh):
    np.random.seed(3)
    p = {'W1': np.random.randn(nh, nx) * np.sqrt(1 / nx), 'b1': np.zeros((nh, 1)),
         'W2': np.random.randn(1, nh) * np.sqrt(1 / nh), 'b2': np.zeros((1, 1))}
    v = {k: np.zeros(p[k].shape) for k in p}
    return p, v


def adelante(X, p):
    A1 = np.tanh(p['W1'] @ X + p['b1'])
    A2 = 1 / (1 + np.exp(-(p['W2'] @ A1 + p['b2'])))
    return A2, {'A1': A1, 'A2': A2}


def costo(A2, Y):
    return float(-np.mean(Y * np.log(A2 + 1e-9) + (1 - Y) * np.log(1 - A2 + 1e-9)))


def atras(X, Y, p, cache):
    m = X.shape[1]
    g = {}
    dZ2 = (cache['A2'] - Y) / m
    g['W2'] = dZ2 @ cache['A1'].T
    g['b2'] = dZ2.sum(axis=1, keepdims=True)
    dZ1 = p['W2'].T @ dZ2 * (1 - cache['A1'] ** 2)
    g['W1'] = dZ1 @ X.T
    g['b1'] = dZ1.sum(axis=1, keepdims=True)
    return g


def actualizar(p, v, g, alfa, beta):
    for k in p:
        v[k] = beta * v[k] + (1 - beta) * g[k]
        p[k] = p[k] - alfa * v[k]
    return p, v


def modelo(X, Y, nh=8, alfa=0.1, beta=0.9, epocas=60, mostrar=True):
    p, v = iniciar(X.shape[0], nh)
    semilla = 10
    costos = []
    for ep in range(epocas):
        semilla += 1
        total = 0
        for lote_X, lote_Y in minilotes_aleatorios(X, Y, 32, semilla):
            A2, cache = adelante(lote_X, p)
            total += costo(A2, lote_Y) * lote_X.shape[1]
            g = atras(lote_X, lote_Y, p, cache)
            p, v = actualizar(p, v, g, alfa, beta)
        costos.append(total / X.shape[1])
        if mostrar and ep % 10 == 0:
            print('Costo tras la época %i: %f' % (ep, costos[-1]))
    return p


datos = load_breast_cancer()
X = datos.data.T
X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
Y = datos.target.reshape(1, -1)

p = modelo(X, Y)
prediccion = (adelante(X, p)[0] > 0.5).astype(int)
print('Exactitud: {:.1%}'.format(np.mean(prediccion == Y)))
