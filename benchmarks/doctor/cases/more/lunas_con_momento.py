import numpy as np
from sklearn.datasets import make_moons

# Red neuronal desde cero con minilotes y momento.
# Duda: la perdida de los minilotes sube y baja todo el rato y nunca llega a 0

rng = np.random.default_rng(6)
X, y = make_moons(n_samples=500, noise=0.3, random_state=6)
X = X.T                       # caracteristicas x ejemplos
Y = y.reshape(1, -1)
X_ent, Y_ent, X_val, Y_val = X[:, :380], Y[:, :380], X[:, 380:], Y[:, 380:]
media, desv = X_ent.mean(axis=1, keepdims=True), X_ent.std(axis=1, keepdims=True)
X_ent, X_val = (X_ent - media) / desv, (X_val - media) / desv

capas = [2, 12, 8, 1]
pendiente = 0.05              # leaky relu
W = [rng.normal(0, np.sqrt(2 / n), (k, n)) for n, k in zip(capas[:-1], capas[1:])]
B = [np.zeros((k, 1)) for k in capas[1:]]
VW = [np.zeros_like(w) for w in W]
VB = [np.zeros_like(b) for b in B]


def activa(z):
    return np.where(z > 0, z, pendiente * z)


def adelante(x):
    """devuelve las entradas de cada capa, las sumas y la probabilidad"""
    entradas, sumas = [], []
    a = x
    for l in range(len(W)):
        entradas.append(a)
        z = W[l] @ a + B[l]
        sumas.append(z)
        a = activa(z) if l < len(W) - 1 else 1 / (1 + np.exp(-z))
    return entradas, sumas, a


def perdida(p, t):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def paso(x, t, tasa=0.05, momento=0.9):
    entradas, sumas, p = adelante(x)
    dz = (p - t) / t.shape[1]
    grads = []
    for l in reversed(range(len(W))):
        grads.append((l, dz @ entradas[l].T, dz.sum(axis=1, keepdims=True)))
        if l > 0:
            dz = (W[l].T @ dz) * np.where(sumas[l - 1] > 0, 1.0, pendiente)
    for l, gw, gb in grads:
        VW[l] = momento * VW[l] - tasa * gw
        VB[l] = momento * VB[l] - tasa * gb
        W[l] += VW[l]
        B[l] += VB[l]
    return perdida(p, t)


subidas, total, anterior = 0, 0, None
for epoca in range(60):
    orden = rng.permutation(X_ent.shape[1])
    for lote in np.array_split(orden, 12):
        actual = paso(X_ent[:, lote], Y_ent[:, lote])
        if anterior is not None:
            total += 1
            subidas += actual > anterior
        anterior = actual
    if epoca % 10 == 0:
        print("epoca %2d  ultimo minilote %.3f  entrenamiento %.3f" % (epoca, actual, perdida(adelante(X_ent)[2], Y_ent)))

print("el minilote fue peor que el anterior en", subidas, "de", total)
print("aciertos en validacion:", np.mean((adelante(X_val)[2] > 0.5) == Y_val))
